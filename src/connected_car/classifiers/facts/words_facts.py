"""How technicians name materials and conditions; a line is ``value: phrase, phrase``.

A phrase is a row of words without hyphens. Words with a star are weak: they count only where
nothing else in the note names that fact, since they also mean other things.
"""

MATERIALS = """
plastic: plastic, plastics, polymer, polymers, polymeric, pvc, nylon, polypropylene, polyethylene
plastic: polystyrene, polycarbonate, polyamide, polyurethane, polyester, polyoxymethylene, acrylic
plastic: plexiglass, perspex, thermoplastic, thermoplastics, thermoset, resin, epoxy, synthetic*
plastic: synthetic resin, bakelite, vinyl, teflon, ptfe, hdpe, ldpe, peek, delrin, celluloid
plastic: fibreglass, fiberglass, grp, gfrp, cfrp, frp, plast, plasticky, abs plastic, abs*, pp*, pe*
plastic: ps*, pa*, pom*, pet*, pu*, pc*, styrene, melamine, duroplast, polyvinyl chloride
plastic: polyvinyl, pmma, tpu, tpe, pbt, kevlar, artificial resin, moulded plastic, hard plastic
plastic: reinforced plastic, fibre reinforced plastic, glass fibre, carbon fibre reinforced plastic
iron: iron, cast iron, castiron, wrought iron, grey iron, gray iron, ductile iron, nodular iron
iron: malleable iron, forged iron, pig iron, sg iron, white iron, ingot iron, raw iron, scrap iron
iron: galvanised iron, galvanized iron, iron alloy, pure iron, solid iron, c iron, fe, ci*, gjl, gjs
iron: ferrous*, ferro*, irn, ion*, sheet iron, iron casting, black iron, crude iron, w iron, d iron
nickel: nickel, ni, nick, nkl, inconel, monel, nickel alloy, pure nickel, nickle, nickel silver
nickel: hastelloy, nimonic, permalloy, constantan
steel: steel, steels, stainless, stainless steel, inox, ss*, stl, st steel, carbon steel, tool steel
steel: sheet steel, forged steel, cast steel, chrome steel, mild steel, alloy steel, alloyed steel
steel: spring steel, high strength steel, hardened steel, galvanised steel, galvanized steel
steel: tempered steel, structural steel, rolled steel, s steel, c steel, cs*, nickel steel
steel: chromium steel, cr steel, hss*, boron steel, damascus steel, weathering steel, sst, s s
copper: copper, cu, cop*, cupro, pure copper, copper alloy, solid copper, cupronickel, coppr
aluminium: aluminium, aluminum, alu, alum, al*, aluminium alloy, aluminum alloy, cast aluminium
aluminium: cast aluminum, light alloy, duralumin, dural, alloy of aluminium, light metal, almn
aluminium: die cast aluminium, die cast aluminum, alloy wheel, silumin, avional, alumin
brass: brass, brs, marine brass, polished brass, naval brass, cuzn, yellow brass, red brass
titanium: titanium, ti, titan, titanium alloy, ti alloy, tit*
bronze: bronze, phosphor bronze, gunmetal
magnesium: magnesium, mg*, magnesium alloy
zinc: zinc, zamak, zn*
chrome: chrome*, chromium
other: tungsten, cobalt, molybdenum, vanadium, silver*, platinum, pewter
unclear: metal, some metal, a metal, alloy, an alloy, unknown alloy, unknown metal, metallic
unclear: composite, composites, rubber, ceramic, wood, wooden, material unknown, unknown material
unclear: material not known, material unclear, some material, ferrous metal, non ferrous metal
unclear: white metal, sort of metal, kind of metal, base metal, carbon fibre, mixed materials
nothing: nickel plated, nickel plating, nickel coated, nickel coating, chrome plated, chrome plating
nothing: copper plated, copper plating, zinc plated, zinc coated, zinc plating, brass plated
nothing: plastic coated, plastic coating, plastic cap, plastic bag, plastic cover, plastic sleeve
nothing: steel brush, wire brush, copper paste, copper grease, soldering iron, tyre iron, tire iron
nothing: aluminium tape, metal cleaner, rubber gloves, iron out, chrome finish, brass brush
nothing: plastic wrap, plastic foil, plastic lid, iron oxide, plastic clip, plastic bottle
nothing: plastic padding, steel wool, copper wire, copper washer, brass fitting, rubber mat
"""

CONDITIONS = """
excellent: excellent, pristine, mint, perfect, immaculate, superb, flawless, as new, like new
excellent: brand new, top*, tip top, outstanding, exceptional, impeccable, spotless, faultless
excellent: first class, first rate, superior, exc, xlnt, excel, excl, exclnt, excllnt, optimal
excellent: ideal*, unblemished, magnificent, factory new, nearly new, near new, almost new, new*
excellent: showroom, top notch, perfect order, unused, unworn, splendid, exemplary, wonderful
excellent: terrific, without a scratch, without any scratch, free of any wear, no wear at all
excellent: free from any wear, left the factory yesterday, as good as new, good as new, vg+, ace
excellent: fabulous, fantastic, stunning, brilliant, marvellous, unmarked, unscratched, a1, gleaming
excellent: could not be better, couldn't be better, nothing to fault, can't fault it, fresh, virgin
excellent: absolutely perfect, better than new, shines like new, no trace of wear, not a mark on it
excellent: without a mark, without blemish, without any wear, not a scratch, very best, sparkling
excellent: untouched, peak, prime, premium, supreme, phenomenal, incredible*, amazing, just like new
excellent: no signs of wear, no sign of wear, without signs of wear, zero wear, no visible wear
excellent: e*
good: g*
fair: f*
poor: p*
excellent: no wear whatsoever, no wear, practically new, virtually new, hardly used, exquisite
good: good, fine, sound, solid*, very good, well kept, nice, quite good, really good, healthy
good: decent, intact, well maintained, well preserved, well looked after, well cared for
good: good order, working order, works well, working well, works fine, works perfectly
good: holding up well, hardly any wear, barely any wear, barely worn, hardly worn, little wear
good: very little wear, minimal wear, not bad at all, not bad, not too bad, doing fine, doing well
good: sturdy, robust, strong*, clean*, tidy, in order, fully functional, undamaged, gd, g d, ok+
good: commendable, respectable, pleasing, favourable, favorable, great, fit*, no complaints
good: no issues, no problems, no faults, no defects, no damage, no rust, no corrosion, no cracks
good: above average, better than average, trouble free, pretty good, fairly good, in good nick
good: nothing wrong, nothing to complain about, cared for, looked after, stable*, reliable, god
good: unbroken, uncorroded, unrusted, in fine fettle, in good repair, fit for use, goodish, vg
good: nothing to object to, no objections, nothing to criticise, well conserved, ageing well
good: aging well, performs well, performing well, up to standard, as it should be, satisfying
good: dependable, free of rust, free of damage, free of defects, free from defects, rust free
good: free from rust, free from damage, without defects, without damage, without rust, firm*
good: without complaints, without fault, without faults, all good, still good, good enough, capital
good: no trouble, shipshape, well serviced, runs well, wears well, lightly used, barely used, gut*
good: scarcely worn, scarcely any wear, in full working order, sound as a bell, in rude health
good: better than expected, nothing amiss, okay plus, agreeable, proper*, presentable, fit as new
fair: fair, mediocre, average, passable, so so, middling, moderate, only fair, fairish, tolerable
fair: acceptable, adequate, run of the mill, just ok, just okay, not great, could be better
fair: showing some wear, shows some wear, some wear, moderately worn, a bit worn, somewhat worn
fair: slightly worn, lightly worn, partly worn, half worn, used*, signs of wear, visible wear
fair: light wear, slight wear, minor wear, normal wear, usual wear, moderate wear, wear and tear
fair: middle of the road, medium*, indifferent, borderline, marginal, neither good nor bad, fr, frs
fair: fairly worn, patchy, tired, scuffed, scratched, faded, lacklustre, unremarkable, weathered
fair: reasonable, serviceable, satisfactory enough, all right*, alright*, meh, ordinary, ageing*
fair: aging*, some rust, light rust, slight rust, surface rust, minor rust, slightly rusted
fair: slightly corroded, light corrosion, slight corrosion, some corrosion, minor corrosion
fair: slightly scratched, slightly damaged, some scratches, minor scratches, a few scratches
fair: some damage, minor damage, slight damage, light damage, few dents, small dents, slightly bent
fair: rather worn, quite worn, a little worn, little worn, getting worn, beginning to wear
fair: starting to wear, starting to rust, beginning to rust, starts to rust, fir, not the best
fair: not so great, nothing special, nothing to write home about, has aged, middle, halfway decent
fair: second rate, pedestrian, lukewarm, so la la, mid*, bearable, sufficient, unexceptional
fair: shows its age, showing its age, showing age, shows age, seen some use, traces of wear
fair: traces of use, signs of use, signs of age, signs of ageing, marked by use, mildly worn
fair: worn in places, worn a bit, worn a little, somewhat rusty, a bit rusty, a little rusty
fair: a bit scratched, somewhat scratched, lightly scratched, lightly corroded, lightly rusted
fair: somewhat corroded, slightly rusty, slightly dented, partly rusted, middle grade, just about ok
fair: neither great nor terrible, could be worse, run in, only average, below good, satisfactory
fair: barely acceptable, just acceptable, fairly used, well used, much used, has some wear
fair: needs attention, needs some attention, needs work, needs some work, medium wear, part worn
poor: poor, bad, terrible, awful, dilapidated, rough*, horrible, deplorable, worn out, dreadful
poor: miserable, pretty bad, very poor, very bad, v poor, wretched, lousy, abysmal, appalling
poor: atrocious, dire, shoddy, ruined, wrecked, a wreck, wreck, shot*, beyond repair, falling apart
poor: fell apart, falls apart, coming apart, broken, broke, cracked, damaged, corroded, rusted
poor: rusty, rusted through, rusting, full of holes, bent, dented, deformed, leaking, leaky, torn
poor: ripped, snapped, shattered, fractured, split*, crumbling, crumbled, decayed, decaying
poor: rotten, rotted, rotting, defective, faulty, scrap heap, scrap, junk, ready for scrap, por
poor: end of life, end of its life, unusable, unserviceable, inoperable, not usable, failing
poor: failed*, in tatters, battered, beaten up, beat up, decrepit, neglected, degraded
poor: deteriorated, deteriorating, badly worn, heavily worn, severely worn, strongly worn
poor: very worn, heavily corroded, badly corroded, severely corroded, badly rusted, heavily rusted
poor: deeply rusted, severely rusted, needs replacing, needs replacement, needs to be replaced
poor: must be replaced, has to be replaced, should be replaced, last legs, has had it
poor: hanging by a thread, unsafe, critical, substandard, inferior, unsatisfactory, inadequate
poor: unacceptable, sub par, subpar, below average, pr, shabby, derelict, ramshackle, kaput
poor: knackered, busted, clapped out, run down, seized, perished, pitted, flaking, warped, brittle
poor: worn, worn through, worn down, worn thin, eaten away, pitiful, lamentable, sorry state, grim
poor: disastrous, catastrophic, crap, crappy, hopeless, not good enough, seen better days
poor: heavy wear, severe wear, excessive wear, strong wear, heavy rust, severe rust, deep rust
poor: heavy corrosion, severe corrosion, badly damaged, heavily damaged, severely damaged
poor: a mess, in pieces, in shreds, disintegrating, disintegrated, destroyed, dead*, done for
poor: for the bin, bin it, past its best, past saving, finished*, smashed, crushed, collapsed
poor: buckled, burst, chewed up, crooked, twisted, distorted, eroded, frayed, gouged, holed
poor: ragged, trashed, unfit, not fit for use, not roadworthy, not safe, worthless, useless, rubbish
poor: terribly worn, totally worn, completely worn, extremely worn, extensively worn, badly bent
poor: badly cracked, badly scratched, badly dented, deep cracks, large cracks, cracks, crack
poor: hairline crack, hairline cracks, rust holes, rust, corrosion, holes, dents, bad nick
poor: in need of replacement, in need of repair, in urgent need, needs repair, needs fixing
poor: write off, written off, ready for the scrap, ready for the bin, scrapped, sad state, sad shape
poor: beyond saving, beyond hope, past repair, no longer usable, no longer serviceable, frightful
poor: ghastly, hideous, horrid, horrendous, woeful, pathetic, disgraceful, dismal, unsound, poorly
poor: damage, loose*, eaten by rust, eaten through, rusted away, rusted out, corroded through, weak*
poor: about to break, about to fail, barely holding, barely hanging, hardly usable, barely usable
poor: not up to standard, worse for wear, the worse for wear, far gone, decomposed, mangled
poor: rust bucket, wants replacing, replace asap, replace immediately, replace soon, torn apart
unclear: usable, condition unknown, unknown condition, condition not known, functional, condition ok
unclear: condition unclear, condition not checked, not looked at closely, not inspected closely
unclear: okay*, ok*, unclear condition, not assessed, not examined, not rated, condition not clear
nothing: good morning, good day, good luck, good idea, good customer, good friday, goods, best wishes
nothing: broken glass, bad weather, bad mood, in good time, good bye, heavy rain, feeling bad
nothing: fine print, sound system, top up, topped up, on top, top of, fair price, fair enough
nothing: new owner, new customer, new year, new parts, new tyres, new oil, new filter, new battery
nothing: new brake, new bolts, new screws, poor customer, rough road, fine dust, strong smell
nothing: strong coffee, broken again, coffee machine broken, damage report, rust protection
nothing: accident damage report, bad news, good news, corrosion protection, clean room, break room
nothing: used car, used vehicle, used to, newer, new model, newly, crack of dawn
nothing: crack on, split pin, split pins, wear parts, wear limit, scrap paper, in time
"""
# things of which "no …" says that a component is fine
DEFECTS = """
worn, cracked, damaged, corroded, rusted, rusty, bent, dented, broken, leaking, rust, wear, damage
corrosion, cracks, crack, scratched, scratches, deformed, torn, dents, holes, defective, faulty
"""
