"""How notes of the evaluation split are worded: other sentences, and words of its own besides."""

RULES = {
    "subject": """
        that {component}
        the {component} I checked
        the inspected {component}
        the {component} from bay 3
        their {component}
        said {component}
    """,
    "year_part": """
        fabricated in {year}
        vintage {year}
        turned out in {year}
        a {year} build
        assembled in {year}
        production date {year}
        model year {year}
        born in {year}
    """,
    "material_part": """
        in {material}
        fashioned from {material}
        {material} all through
        material is {material}
        built out of {material}
        {material} throughout
        manufactured from {material}
    """,
    "condition_part": """
        state {adj}
        its condition being {adj}
        general shape {adj}
        of {adj} condition
        presently in {adj} shape
        found {adj}
        with a {adj} appearance
        in what I call {adj} condition
    """,
    "year_clause": """
        came off the line in {year}
        goes back to {year}
        was fabricated in {year}
        has a production date of {year}
        was turned out in {year}
        got made in {year}
    """,
    "material_clause": """
        is built from {material}
        is made up of {material}
        was formed out of {material}
        has been made using {material}
        uses {material}
        is of {material}
    """,
    "condition_clause": """
        seems to be in {adj} shape
        is still in {adj} condition
        makes a {adj} impression
        has a {adj} condition
        was in {adj} condition when I saw it
        can be called {adj}
    """,
    "sentence": """
        <subject> <clause>, it <clause>, and it <clause>
        <subject> <clause> while it <clause> and <clause>
        regarding <subject>: it <clause>, <clause>, <clause>
        <subject>, which <clause>, <clause> and <clause>
        my finding: {component} <part>, <part> and <part>
        today's check shows a {component}, <part>, <part>, <part>
        {component}: <part> / <part> / <part>
        on board: one {component}, <part>, <part>, <part>
        {component} here, <part>, <part>, also <part>
        saw the {component}: <part>; <part>; <part>
        for the record, <subject> <clause>, <clause> and <clause>
        as far as I can tell <subject> <clause> and <clause>, and it <clause>
    """,
    "front": """
        we found a {adj} {year} {material} {component}
        {year} {component}, <material_part>, <condition_part>
        one {adj} {component} <material_part>, <year_part>
        <condition_part> and <material_part>, this {component} <year_clause>
        since it <year_clause>, <subject> <condition_clause>; it <material_clause>
        {material} it is, this {component}, <condition_part>, <year_part>
        a {material} {component}, {adj}, <year_part>
        back in {year} this {component} was made from {material}; it <condition_clause>
    """,
    "two_sentences": """
        had <subject> on the bench. it <clause>, <clause> and <clause>.
        <subject> <clause>. moreover, it <clause> and it <clause>.
        {component} checked. it <clause>. it also <clause> and <clause>.
        this one <clause>. on top of that it <clause>, and it <clause>.
        {component}: <part>. <part>. <part>.
        <subject> <clause>... and it <clause>. it <clause>.
    """,
    "pair_of_facts": """
        regarding <subject>: it <clause>, <clause>
        my finding: {component} <part>, <part>
        this one <clause>, plus it <clause>
        {component} here, <part>, also <part>
    """,
    "one_fact": """
        regarding <subject>: it <clause>
        my finding: {component}, <part>
        this one <clause>
        {component} here, <part>
    """,
    "year_bare": """
        {year}
        of {year}
    """,
    "material_bare": """
        {material}
        {material} made
    """,
    "condition_bare": """
        {adj}
        {adj} shape
    """,
    "terse": """
        {component} / <bare> / <bare> / <bare>
        {component} | <bare> | <bare> | <bare>
        <bare> - <bare> - <bare> - {component}
        <bare>; <bare>; <bare>
        <bare>/<bare>/<bare>
        {component} = <bare>, <bare>, <bare>
        {component} (<bare>, <bare>, <bare>)
        * {component} * <bare> * <bare> * <bare>
    """,
    "year_key": """
        yom
        build year
        produced in
        vintage
        date made
        fabrication year
    """,
    "material_key": """
        matl
        composition
        stuff
        made from
        body material
    """,
    "condition_key": """
        status
        rating
        cond.
        appearance
        health
    """,
    "year_colon": "<year_key>: {year}",
    "material_colon": "<material_key>: {material}",
    "condition_colon": "<condition_key>: {adj}",
    "year_equals": "<year_key> = {year}",
    "material_equals": "<material_key> = {material}",
    "condition_equals": "<condition_key> = {adj}",
    "json_pair": '"<material_key>": "{material}", "<condition_key>": "{adj}"',
    "key_value": """
        item: {component} / <colon> / <colon> / <colon>
        <colon>; <colon>; <colon>; item: {component}
        {"part": "{component}", "<year_key>": {year}, <json_pair>}
        item = {component}, <equals>, <equals>, <equals>
        <equals>; <equals>; <equals>
        - <colon> - <colon> - <colon>
    """,
    "year_abbr": """
        fab. {year}
        blt {year}
        prod. {year}
        my {year}
        mnf {year}
        DOM {year}
    """,
    "material_abbr": """
        mtl. {mat}
        m: {mat}
        mtrl {mat}
        {mat} mat.
    """,
    "condition_abbr": """
        c: {short}
        condn. {short}
        shape {short}
        {short} cnd.
        st. {short}
    """,
    "abbreviations": """
        {component} / <abbr> / <abbr> / <abbr>
        pt {component}, <abbr>; <abbr>; <abbr>
        <abbr>; <abbr>; <abbr>
        re. {component}: <abbr>, <abbr>, <abbr>
        {component} w/ <abbr>, <abbr>, <abbr>
    """,
    "state": """
        {component}, {state}, <year_part>, <material_part>
        regarding <subject>: {state}, it <year_clause> and <material_clause>
        <subject> <material_clause> and <year_clause>, {state}
        this one is {state}. it <year_clause>. it <material_clause>.
        {state}, that {material} {component}, <year_part>
    """,
    "year_before": """
        dating from before {bound}
        from some year before {bound}
        produced no later than {limit}
    """,
    "year_after": """
        dating from after {bound}
        from some year after {bound}
        made no earlier than {limit}
    """,
    "bound": """
        my finding: {component}, <bound_part>, <material_part>, <condition_part>
        <subject> is <bound_part>, it <material_clause> and <condition_clause>
        <condition_part>, <material_part>, {component}, <bound_part>
    """,
    "event": """
        tested {event}
        visited us in {event}
        first registration {event}
        looked at in {event}
        in the car since {event}
        overhauled {event}
        mounted {event}
        painted again in {event}
        last MOT {event}
        sold to the present owner in {event}
        warranty ran out in {event}
        serial {number}B
        report {number}/4
    """,
    "with_event": """
        {component}: <part>; <event>; <part>; <part>
        <subject> <clause>, <clause> - <event> - and it <clause>
        <sentence> - <event>
        <event>, and <sentence>
        <sentence>. <event>.
        <terse>; <event>
    """,
    "other_part": """
        the {other_component} beside it is of {other_material}
        behind the {other_material} {other_component}
        the {other_component} looks {other_adj} too but is not the subject here
    """,
    "with_other_part": """
        <sentence> - <other_part>
        <other_part>. <sentence>.
    """,
    "material_contrast": """
        {material} rather than {other_material}
        I thought {other_material}, but it is {material}
        certainly not {other_material}: {material}
        changed from {other_material} to {material}
        isn't {other_material}, is {material}
    """,
    "condition_contrast": """
        anything but {other_adj}, in fact {adj}
        gone from {other_adj} to {adj}
        isn't {other_adj}, it's {adj}
        not as {other_adj} as before, {adj} condition now
        reported as {other_adj} earlier, today {adj}
    """,
    "material_excluded": """
        contains no iron and no plastic
        isn't plastic, isn't iron either
        free of plastic and iron
    """,
    "condition_excluded_good": """
        isn't in poor or fair condition
        can be called neither poor nor fair
    """,
    "condition_excluded_bad": """
        isn't in good condition
        can't be called good
        not in a good state at all
    """,
    "negated": """
        my finding: {component} <year_part>, <negated_material>, <condition_part>
        that {component}, <condition_part>, <negated_material>, <year_part>
        that {component}, <material_part>, <year_part>, <negated_condition>
        <subject> <year_clause>; <material_part>; <negated_condition>
    """,
    "material_denied": """
        isn't plastic
        isn't of iron
        it's not iron
    """,
    "condition_denied": """
        isn't in poor condition any longer
        isn't poor
    """,
    "denied_material": """
        my finding: {component}, <year_part>, <condition_part>, <material_denied>
        <subject> <year_clause> and <condition_clause>; <material_denied>
    """,
    "denied_condition": """
        my finding: {component}, <year_part>, <material_part>, <condition_denied>
        <subject> <year_clause> and <material_clause>; <condition_denied>
    """,
    "year_vague": """
        ancient
        fairly recent
        date rubbed off
    """,
    "material_vague": """
        some kind of metal
        material not identified
    """,
    "condition_vague": """
        state not assessed
        does its job
    """,
    "vague_year": """
        my finding: {component}, <year_vague>, <material_part>, <condition_part>
    """,
    "vague_material": """
        my finding: {component}, <material_vague>, <year_part>, <condition_part>
    """,
    "vague_condition": """
        my finding: {component}, <condition_vague>, <year_part>, <material_part>
    """,
    "second_opinion": """
        <sentence>, although another sheet says it <other_clause>
        <sentence>. correction or not? it <other_clause>.
        <sentence> - then again, it <other_clause>
    """,
    "remark": """
        owner asks for a loan car
        spare key missing
        please call before noon
        left headlight adjusted
        no oil on the floor
        vehicle picked up by tow truck
        lunch break in between
        software of the radio updated
        cleaned the seats as well
        lift 2 was occupied
        paid by card
        second visit this month
        signature on page two
    """,
    "irrelevant": """
        <remark>!
        <remark> / <remark>
        memo: <remark>, <remark>
    """,
    "with_remark": """
        <sentence> - <remark>
        <remark>, <sentence>
        <sentence>. by the way: <remark>.
        <terse>; <remark>
    """,
    "de": """
        habe {component} angesehen: Material {material}, von {year}, {adj}
        der Zustand ist {adj}, gefertigt {year} aus {material}, Teil: {component}
    """,
    "fr": """
        le composant ({component}) est en {material}, construit en {year}, condition {adj}
        j'ai vu : {component}, {material}, {year}, {adj}
    """,
    "es": """
        revisado: {component}, {material}, año de fabricación {year}, condición {adj}
        {component} hecho de {material} en {year}, se ve {adj}
    """,
    "it": """
        {component} in {material}, prodotto nel {year}, in stato {adj}
        controllato: {component}, anno {year}, materiale {material}, condizioni {adj}
    """,
    "nl": """
        {component} van {material}, gemaakt in {year}, staat {adj}
        onderdeel {component}: bouwjaar {year}, materiaal {material}, conditie {adj}
    """,
}
LANGUAGES = ("de", "fr", "es", "it", "nl")

ADJECTIVES = {
    "excellent": "pristine, perfect, spotless, first-class, impeccable, faultless, brand-new",
    "good": "fine, very good, sound, pretty good, great, well-preserved",
    "fair": "mediocre, average, so-so, moderate, run-of-the-mill, indifferent, no more than fair",
    "poor": "bad, terrible, worn-out, lousy, shabby, appalling, rather poor, decrepit, awful",
}
STATES = {
    "excellent": "like new, good as new, in showroom condition, with no wear whatsoever",
    "good": "in good order, in working order, with next to no wear, quite all right",
    "fair": "showing some wear, neither good nor bad, half worn, somewhat tired",
    "poor": "worn out, rusted through, cracked, badly damaged, in tatters, heavily worn, "
    "corroded all over, ready for the scrapyard, completely broken",
}
SHORT = {
    "excellent": "exc., ex., A1",
    "good": "gd, good, g.",
    "fair": "fr., fair, avg",
    "poor": "pr, poor, bad",
}
MATERIALS = {
    "plastic": "polymer, PVC, polycarbonate, acrylic, plastic material, injection-moulded plastic, "
    "nylon, vinyl",
    "iron": "cast iron, wrought iron, malleable iron, raw iron, ductile iron",
    "nickel": "nickel, nickel-based alloy",
    "steel": "stainless steel, alloy steel, spring steel, high-grade steel",
    "copper": "copper, solid copper",
    "aluminium": "aluminum, aluminium sheet, alu",
    "brass": "brass, solid brass",
    "titanium": "titanium, forged titanium",
}
MATERIAL_SHORT = {
    "plastic": "PVC, PE, plas., plastic",
    "iron": "Fe, iron, cst iron",
    "nickel": "Ni, nickel",
    "steel": "SS, steel, stnls",
    "copper": "Cu, copper",
    "aluminium": "Al, alu, alumin.",
    "brass": "brass",
    "titanium": "Ti, titanium",
}
YEAR_SHORT = (
    "'{yy}",
    "{mm}/{yyyy}",
    "Q3/{yyyy}",
    "{month}. {yyyy}",
    "{dd}/{mm}/{yyyy}",
    "{month} '{yy}",
    "{yyyy}/{mm}",
)
YEAR_WORDS = ("hundred", "oh", "and", "decade")
