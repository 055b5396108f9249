"""Words around numbers that are years, and around those that are none."""

# before two digits that are a year
KEYS = """
mfd mfg my yr year built yom manufactured manuf mf prod made produced model bj vintage constructed
fabricated mfr'd baujahr y blt mnf dated stamped manufacture production
"""
MONTHS = """
january february march april may june july august september october november december jan feb mar
apr jun jul aug sep sept oct nov dec
"""
# between a bound and its year, as in: before the year 1990
FILLERS = "the year in of early late - ' mid about around approximately circa"
UNITS = "km kms nm mm cm kg bar psi rpm hours h minutes min eur euro percent miles mi %"
# before which a dot ends no sentence
ABBREVIATIONS = """
mfd mfg cond condn cndn cnd con mat matl mtl yr prod manuf mf exc excel excl gd fr pr p c st v alu
alum cop plast nick titan brs stl insp chkd comp pt veh approx ca nr max min incl s g w yom my mfr
constr reg no ref cond'n m'tl mfr'd est circa jan feb mar apr jun jul aug sep oct nov dec sept cdn
condtn avg plas polym bld mdl
"""
