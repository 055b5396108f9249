"""How notes of the training split are worded; notation as in ``grammar``."""

RULES = {
    "subject": """
        the {component} of this car
        your {component}
        the old owner's {component}
        the mounted {component}
        the {component}
        this {component}
        the car's {component}
        customer's {component}
        the {component} on this vehicle
        the fitted {component}
    """,
    "year_part": """
        dated {year}
        of {year}
        {year} model
        {year}-built
        stamped {year}
        manufacture year {year}
        first made in {year}
        factory date {year}
        year {year}
        manufactured in {year}
        made in {year}
        built in {year}
        produced in {year}
        from {year}
        dating from {year}
        year of manufacture {year}
        with {year} as build year
        date of manufacture {year}
    """,
    "material_part": """
        all-{material}
        {material}-made
        in solid {material}
        composed of {material}
        machined from {material}
        {material} body
        {material} type
        pressed from {material}
        made of {material}
        made from {material}
        of {material}
        constructed of {material}
        {material} construction
        material {material}
        cast in {material}
        with a body of {material}
    """,
    "condition_part": """
        in overall {adj} condition
        at present in {adj} condition
        condition is {adj}
        {adj} condition
        still in {adj} condition
        and in {adj} condition
        looking {adj}
        in an overall {adj} state
        condition noted as {adj}
        in {adj} condition
        in {adj} shape
        in a {adj} state
        condition {adj}
        overall condition {adj}
        now in {adj} condition
        currently in {adj} condition
        rated {adj}
        {adj} condition overall
    """,
    "year_clause": """
        is from {year}
        is dated {year}
        is a {year} model
        bears the stamp {year}
        was first made in {year}
        says {year} on its plate
        came out of the plant in {year}
        was constructed in {year}
        was manufactured in {year}
        was made in {year}
        was built in {year}
        was produced in {year}
        dates from {year}
        has {year} as its year of manufacture
        carries a {year} date stamp
        left the factory in {year}
    """,
    "material_clause": """
        is {material}
        is composed of {material}
        was machined from {material}
        has a {material} body
        turned out to be {material}
        was pressed from {material}
        is constructed from {material}
        is made of {material}
        is made out of {material}
        consists of {material}
        is a {material} one
        was cast in {material}
        has {material} as its material
        is entirely {material}
    """,
    "condition_clause": """
        is in an overall {adj} state
        is {adj}
        is currently in {adj} condition
        was judged {adj}
        stays in {adj} shape
        gave a {adj} overall impression
        is considered to be in {adj} condition
        was left in {adj} condition
        is in {adj} condition
        is in {adj} shape
        appears to be in {adj} condition
        looks {adj}
        was found in {adj} condition
        has been rated {adj}
        remains in {adj} condition
        shows an overall {adj} condition
    """,
    "sentence": """
        as per the plate, <subject> <clause> and <clause>, it <clause>
        the technician says that <subject> <clause>, <clause> and <clause>
        after inspection: <subject> <clause>, <clause>, <clause>
        {component} that <clause>, that <clause>, and that <clause>
        <part>, <part>, <part>: that is the {component}
        both sides checked, {component} <part>, <part>, <part>
        looking at the {component}, it <clause>; moreover it <clause> and <clause>
        replacement {component} <part>; <part>; <part>
        our record for the {component} reads <part>, <part>, <part>
        one {component}, <part> and <part> and <part>
        component is <part> and <part>, and <part>
        item <part>, <part> and <part>
        <subject> <clause>. <part>, <part>
        <subject>: <part>, <part>, <part>
        <subject> <clause> but it <clause>, and it <clause>
        {component} ok'd for report: <part>, <part>, <part>
        <subject> <clause>, <clause> and <clause>
        <subject>, <part> and <part>, <clause>
        <subject> <clause> and <clause>; it <clause>
        <subject> is <part>, <part>, <part>
        {component} <part>, <part>, <part>
        {component}, <part>, <part> and <part>
        {component} (<part>), <part>, <part>
        checked the {component}: <part>, <part>, <part>
        inspected a {component} <part>, <part>, and it <clause>
        found one {component} <part>, <part>, <part>
        the vehicle has a {component} <part>, <part>, <part>
        I looked at the {component}, it <clause>, <clause>, <clause>
        note on {component}: it <clause>, <clause> and <clause>
        component <part>, <part>, <part>
        the part is <part>, <part> and <part>
        it <clause>, it <clause> and it <clause>
        we have here a {component} <part> that <clause> and <clause>
    """,
    "front": """
        this {adj}, {year}-built {component} is {material}
        {adj} {material} {component}, {year}
        {year} {material} {component} in {adj} condition
        {material} {component} in {adj} condition, {year}
        the {material} {component}, <condition_part>, <year_part>
        we removed a {material} {component} which <condition_clause> and <year_clause>
        there is a {adj} {component}, <material_part>, <year_part>
        condition of this {year} {material} {component} is {adj}
        the condition of the {component} is {adj}, its material is {material}, its year {year}
        material {material}, year {year}, condition {adj} for this {component}
        a {adj} {material} {component} <year_part>
        a {year} {material} {component}, <condition_part>
        a {year} {component} <material_part>, <condition_part>
        {material} {component} <year_part>, <condition_part>
        <subject> is a {year} {material} one, <condition_part>
        <condition_part>: {material} {component} <year_part>
        <material_part>, <subject> <year_clause> and <condition_clause>
        <condition_part>, <subject> <year_clause> and <material_clause>
        in {year} somebody made this {component} of {material}, and today it <condition_clause>
        although it <year_clause>, <subject> <condition_clause> and <material_clause>
        {adj} condition, {material}, {component}, <year_part>
    """,
    "two_sentences": """
        the plate of the {component} reads {year}. it <material_clause>. it <condition_clause>.
        <part>. <part>. <part>. this is the {component}.
        <subject> is <part>. I'd say it <clause>. it <clause>.
        the {component} is <part> and <part>. it <clause>.
        we checked the {component}. the result: <part>, <part>, <part>.
        <subject> <clause>. it <clause> and <clause>.
        <subject> <clause> and <clause>. it <clause>.
        <subject> <clause>. it <clause>. it <clause>.
        {component} <part>. it <clause> and <clause>.
        {component} <part>, <part>. the part <clause>.
        looked at {component} today. it <clause>, <clause>, and <clause>.
        removed the {component} for a check. <part>, <part>, <part>.
        the part <clause>! also it <clause> and <clause>.
    """,
    "pair_of_facts": """
        <subject> <clause> and <clause>, the rest is not known
        {component} <part>, <part>, plate not legible
        component <part>, <part>
        <bare>, <bare>
        {component}: <bare>, <bare>
        <colon>; <colon>
        <subject> <clause> and <clause>
        {component} <part>, <part>
        <subject> is <part>, <part>
        the part <clause>, and it <clause>
        <subject> <clause>. it <clause>.
        checked the {component}: <part>, <part>
    """,
    "one_fact": """
        {component} <part>, no more to say
        <subject> <clause>, the rest is not known
        {component}: <bare>
        <colon>
        <subject> <clause>
        {component} <part>
        the part is <part>
        it <clause>
        checked {component}, <part>
    """,
    "year_bare": """
        {year}
        {year}
        yr {year}
        year {year}
    """,
    "material_bare": """
        {material}
        {material}
        all {material}
    """,
    "condition_bare": """
        {adj}
        {adj}
        {adj} cond.
        {adj} condition
    """,
    "terse": """
        {component} {year}, {material}, {adj}
        {adj} {material} {component} {year}
        {component}... <bare>... <bare>... <bare>
        <bare> + <bare> + <bare>
        {component} > <bare> > <bare> > <bare>
                {component} <bare> <bare> <bare>
        {component}, <bare>, <bare>, <bare>
        {component}: <bare>, <bare>, <bare>
        {component} - <bare> - <bare> - <bare>
        <bare>, <bare>, <bare>
        <bare> <bare> {component} <bare>
        <bare> {component}, <bare>, <bare>
        {component}; <bare>; <bare>; <bare>
        {component}. <bare>. <bare>. <bare>.
    """,
    "year_key": """
        yr
        yr made
        manufacturing date
        model yr
        date of manufacture
        mfd
        year
        year of manufacture
        manufactured
        made
        built
        production year
        prod. year
        mfg year
    """,
    "material_key": """
        mtl
        made out of
        component material
        matter
        materials
        material
        made of
        mat
        material type
        substance
    """,
    "condition_key": """
        general condition
        cond'n
        current condition
        grade
        quality
        condition
        state
        cond
        overall condition
        shape
    """,
    "year_colon": "<year_key>: {year}",
    "material_colon": "<material_key>: {material}",
    "condition_colon": "<condition_key>: {adj}",
    "year_equals": "<year_key>={year}",
    "material_equals": "<material_key>={material}",
    "condition_equals": "<condition_key>={adj}",
    "key_value": """
        {component} | <colon> | <colon> | <colon>
        <colon>, <colon>, <colon>
        # {component} # <colon> # <colon> # <colon>
        component -> {component}, <equals>, <equals>, <equals>
        (<colon>) (<colon>) (<colon>)
        component: {component}; <colon>; <colon>; <colon>
        component: {component}, <colon>, <colon>, <colon>
        <colon> | <colon> | <colon>
        part={component}; <equals>; <equals>; <equals>
        <equals> <equals> <equals>
        {component} - <colon> - <colon> - <colon>
        {component}: [<colon>] [<colon>] [<colon>]
    """,
    "year_abbr": """
        yr {year}
        m/y {year}
        mf {year}
        prod {year}
        mfg. yr {year}
        mfg date {year}
        mfd {year}
        mfd. {year}
        mfg {year}
        mfr'd {year}
        MY {year}
        built {year}
        YOM {year}
        yr. {year}
        manuf. {year}
    """,
    "material_abbr": """
        mat {mat}
        matl. {mat}
        {mat} constr.
        m'tl {mat}
        mat. {mat}
        mat: {mat}
        matl {mat}
        {mat}
        md of {mat}
        of {mat}
    """,
    "condition_abbr": """
        condn {short}
        {short} condn
        cond= {short}
        overall {short}
        con. {short}
        cond. {short}
        cond: {short}
        {short} cond.
        {short} cond
        in {short} cond.
        cnd {short}
        cond {short}
    """,
    "abbreviations": """
        {component}: <abbr>; <abbr>; <abbr>
        {component} - <abbr> - <abbr> - <abbr>
        w/ {component} <abbr> & <abbr> & <abbr>
        <abbr> {component} <abbr> <abbr>
        pt. <abbr>, <abbr>, <abbr>
        {component} <abbr>, <abbr>, <abbr>
        {component} <abbr> <abbr> <abbr>
        comp. {component}: <abbr>, <abbr>, <abbr>
        <abbr>, <abbr>, <abbr>
        chkd {component}, <abbr>, <abbr>, <abbr>
        insp. {component}; <abbr>; <abbr>; <abbr>
        veh. has {component} <abbr>, <abbr>, <abbr>
    """,
    "state": """
        <subject> <year_clause>, <material_clause>, is {state}
        {component} is {state}, <material_part>, <year_part>
        found the {component} {state}; <year_part>; <material_part>
        {material} {component}, {year}, {state}
        {year} {component}, {material}, {state}
        {component} <year_part>, <material_part>, {state}
        {component} <year_part>, <material_part> and {state}
        {component}, {state}, <material_part>, <year_part>
        <subject> is {state}; it <year_clause> and <material_clause>
        <subject>, <year_part> and <material_part>, is {state}
        {state}: {component} <material_part>, <year_part>
        <subject> <year_clause>. it <material_clause>. it is {state}.
        the {material} {component} <year_part> is {state}
    """,
    "year_before": """
        from before {bound}
        pre-{bound}
        no newer than {limit}
        made before {bound}
        built before {bound}
        manufactured prior to {bound}
        older than {bound}
    """,
    "year_after": """
        from after {bound}
        post-{bound}
        not older than {limit}
        built in {limit} or later
        made after {bound}
        built after {bound}
        manufactured later than {bound}
        newer than {bound}
    """,
    "bound": """
        {component} <bound_part>, <material_part>, <condition_part>
        {component} <material_part>, <condition_part>, <bound_part>
        <subject> was <bound_part>, <material_clause> and <condition_clause>
    """,
    "event": """
        insp. {event}
        inspection in {event}
        retested in {event}
        mounted here {event}
        service book started {event}
        purchased {event}
        delivered in {event}
        sticker valid until {event}
        seen by us in {event}
        cleaned {event}
        last check {event}
        invoice {number}
        recall letter of {event}
        inspected {event}
        inspected in {event}
        installed {event}
        installed in {event}
        fitted in {event}
        last serviced in {event}
        repaired {event}
        checked on 12.03.{event}
        bought in {event}
        replaced bolts in {event}
        next inspection due {event}
        part no. {number}
        order number {number}-17
        car registered in {event}
    """,
    "with_event": """
        {component} <part>, <event>, <part>, <part>
        {component} <part>, <part>, <event>, <part>
        <subject> <clause>, <event>, it <clause> and <clause>
        {component}, <event>, <part>, <part>, <part>
        <front>, <event>
        <key_value>, <event>
        <abbreviations>, <event>
        <sentence>, <event>
        <sentence>; <event>
        <event>: <sentence>
        <sentence> (<event>)
        <terse>, <event>
        <event>. <sentence>.
    """,
    "other_part": """
        the {other_component}, which is {other_material}, is another job
        bolted to the {other_material} {other_component}
        rubs against a {other_adj} {other_component}
        not to be confused with the {other_material} {other_component}
        the {other_material} {other_component} next to it was not checked
        sits next to the {other_material} {other_component}
        the {other_component} is {other_material}, not part of this check
        {other_component} in {other_adj} condition, see other note
    """,
    "with_other_part": """
        <sentence>. <other_part>.
        <sentence>; <other_part>
    """,
    "material_contrast": """
        it isn't {other_material}; it's {material}
        used to be {other_material}, replaced with {material}
        {material}, definitely not {other_material}
        not {other_material}, {material}
        made from {material}, no {other_material} in it
        wrongly listed as {other_material}, really {material}
        not {other_material} but {material}
        made of {material}, not {other_material}
        made of {material} and not of {other_material}
        not made of {other_material}, it is {material}
        no longer {other_material}, now {material}
        {material} instead of {other_material}
        looks like {other_material} but is {material}
    """,
    "condition_contrast": """
        used to be in {other_adj} condition, now in {adj} condition
        it isn't in {other_adj} condition, it is in {adj} condition
        restored from {other_adj} to {adj} condition
        no longer {other_adj}, {adj} now
        not in {other_adj} condition, {adj}
        {adj} now, not {other_adj} any longer
        formerly {other_adj}, now {adj}
        far from {other_adj}, it is {adj}
        no longer in {other_adj} condition, now {adj}
        not {other_adj} but {adj}
        not in {other_adj} condition but in {adj} condition
        not {other_adj} any more, {adj} now
        was in {other_adj} condition, now in {adj} condition
        in {adj} condition, not {other_adj}
        once {other_adj}, today {adj}
    """,
    "material_excluded": """
        without any plastic or iron
        made without plastic and without iron
        not made of plastic or iron
        neither plastic nor iron
        not plastic and not iron
        no plastic, no iron
        made of neither iron nor plastic
    """,
    "condition_excluded_good": """
        not in fair or poor condition
        neither poor nor fair
        neither in fair nor in poor condition
        not fair and not poor
        in a condition neither poor nor fair
    """,
    "condition_excluded_bad": """
        no longer good
        isn't good any more
        far from good condition
        by no means in good condition
        not in good condition
        not good
        no longer in good condition
        in not so good condition
        never in good condition
    """,
    "negated": """
        {component} <year_part>, <negated_material>, <condition_part>
        {component} <year_part>, <material_part>, <negated_condition>
        {component}, <negated_material>, <year_part>, <condition_part>
        {component}: <negated_condition>, <material_part>, <year_part>
        <subject> <year_clause>, <negated_material>, <condition_part>
        <subject> <year_clause> and <material_clause>, <negated_condition>
    """,
    "material_denied": """
        not plastic
        not made of plastic
        not iron
        no iron
    """,
    "condition_denied": """
        no longer in poor condition
        not in poor condition
        not poor
        no longer poor
    """,
    "denied_material": """
        {component} <year_part>, <material_denied>, <condition_part>
        <subject> <year_clause>, <material_denied>, <condition_part>
    """,
    "denied_condition": """
        {component} <year_part>, <material_part>, <condition_denied>
        <subject> <year_clause> and <material_clause>, <condition_denied>
    """,
    "year_vague": """
        old
        rather new
        of unknown age
        some years old
        year not legible
    """,
    "material_vague": """
        made of some metal
        material unknown
        metal
        of an alloy I don't know
    """,
    "condition_vague": """
        condition not checked
        usable
        condition unknown
        not looked at closely
    """,
    "vague_year": """
        {component} <year_vague>, <material_part>, <condition_part>
        <subject> is <year_vague>, it <material_clause> and <condition_clause>
    """,
    "vague_material": """
        {component} <year_part>, <material_vague>, <condition_part>
        <subject> <year_clause>, <material_vague>, and it <condition_clause>
    """,
    "vague_condition": """
        {component} <year_part>, <material_part>, <condition_vague>
        <subject> <year_clause> and <material_clause>, <condition_vague>
    """,
    "second_opinion": """
        <sentence>. no wait, it <other_clause>.
        <sentence>; but the label says it <other_clause>
        <sentence>. my colleague says it <other_clause>.
        <sentence> or it <other_clause>, unclear
    """,
    "remark": """
        left a note under the windscreen
        customer complains about a noise
        battery charged overnight
        lights and horn tested
        the dog was still in the car
        spare wheel is in the boot
        car has 84000 km on it
        will be continued on Monday
        waiting for parts
        air filter cleaned
        customer waits in the lobby
        customer wants to be called back
        called the owner twice, no answer
        car was washed before the check
        invoice sent by e-mail
        key is at the front desk
        tyres rotated, pressure set
        test drive of 12 km done
        the radio does not find any station
        next visit agreed with the owner
        heavy rain today, workshop floor was wet
        oil filter ordered, arrives on Tuesday
        parked in bay 7
        see also the other sheet
        took 45 minutes
        coffee machine is broken again
        wiper fluid filled up
        torque 120 Nm, ok
        thanks to Maria for the help
        photo attached
    """,
    "irrelevant": """
        <remark>, then <remark>. <remark>.
        <remark>; <remark>
        {component}: <remark>
        done today: <remark>
        <remark>
        <remark>. <remark>.
        <remark>, <remark>
        note: <remark>
    """,
    "with_remark": """
        <sentence>. <remark>.
        <remark>. <sentence>.
        <sentence>; <remark>
        <terse>, <remark>
        <remark> - <sentence>
    """,
    "de": """
        {component} aus {material}, Baujahr {year}, Zustand {adj}
        {component} wurde {year} hergestellt, besteht aus {material} und ist in einem Zustand: {adj}
        Bauteil {component}: Herstellungsjahr {year}, Werkstoff {material}, {adj}
        {component} geprüft, {year} gebaut, {material}, {adj}
    """,
    "fr": """
        {component} en {material}, fabriqué en {year}, état {adj}
        pièce : {component}, année {year}, matière {material}, en {adj} état
        {component} contrôlé ; il date de {year}, il est en {material} et son état est {adj}
    """,
    "es": """
        {component} de {material}, fabricado en {year}, en estado {adj}
        pieza: {component}, año {year}, material {material}, estado {adj}
        el componente {component} se fabricó en {year}, es de {material} y está {adj}
    """,
}
LANGUAGES = ("de", "fr", "es")

ADJECTIVES = {
    "excellent": "pristine, mint, perfect, immaculate, superb, flawless, as-new, top, brand-new, "
    "tip-top",
    "good": "fine, sound, solid, very good, well-kept, nice, quite good, really good, healthy",
    "fair": "mediocre, average, passable, so-so, middling, moderate, only fair, fairish, tolerable",
    "poor": "bad, terrible, awful, dilapidated, rough, very poor, horrible, deplorable, worn-out, "
    "dreadful, miserable, pretty bad",
}
STATES = {
    "excellent": "like new, as good as new, in mint condition, without a scratch, "
    "free of any wear, as if it left the factory yesterday, in perfect order",
    "good": "well kept, in good order, in good working order, holding up well, "
    "with hardly any wear, not bad at all, doing fine",
    "fair": "showing some wear, moderately worn, a bit worn, somewhat worn, so-so, "
    "in middling order, neither good nor bad",
    "poor": "worn out, badly worn, badly rusted, heavily corroded, cracked, broken, damaged, "
    "falling apart, full of holes, bent and scratched, beyond repair, deeply rusted, "
    "severely worn, in terrible shape, a wreck, due for the scrap heap",
}
SHORT = {
    "excellent": "exc., exc, xlnt, excel.",
    "good": "gd, good, gd., OK+",
    "fair": "fr., fair, fr",
    "poor": "pr, poor, p., v. poor",
}
MATERIALS = {
    "plastic": "polymer, PVC, nylon, ABS plastic, polypropylene, thermoplastic, moulded plastic, "
    "hard plastic, polyethylene, synthetic resin, plastics",
    "iron": "cast iron, wrought iron, grey iron, ductile iron, forged iron, pig iron, solid iron",
    "nickel": "nickel alloy, pure nickel, nickel",
    "steel": "stainless steel, carbon steel, sheet steel, forged steel, tool steel",
    "copper": "pure copper, copper alloy, copper",
    "aluminium": "aluminum, cast aluminium, aluminium alloy, light alloy",
    "brass": "brass, polished brass, marine brass",
    "titanium": "titanium, titanium alloy, grade 5 titanium",
}
MATERIAL_SHORT = {
    "plastic": "PVC, PP, ABS, plast., plastic",
    "iron": "Fe, iron, c. iron, CI",
    "nickel": "Ni, nickel, nick.",
    "steel": "SS, steel, st. steel, stl",
    "copper": "Cu, copper, cop.",
    "aluminium": "Al, alu, alum., alu.",
    "brass": "brass, brs",
    "titanium": "Ti, titan., titanium",
}
YEAR_SHORT = (
    "'{yy}",
    "’{yy}",
    "{mm}/{yyyy}",
    "{yyyy}-{mm}",
    "{mm}.{yyyy}",
    "{month} {yyyy}",
    "{dd}.{mm}.{yyyy}",
    "{yyyy}-{mm}-{dd}",
    "{mm}/{yy}",
)
YEAR_WORDS = ("hyphen", "and", "space", "decade")
