"""How technicians name materials and conditions; a line is ``value: phrase, phrase``.

A phrase is a row of words without hyphens. Words with a star are weak: they count only where
nothing else in the note names that fact, since they also mean other things.
"""

MATERIALS = """
plastic: plastic, plastics, plastik, polymer, polymers, polymeric, pvc, nylon, polypropylene
plastic: polyethylene
plastic: polystyrene, polycarbonate, polyamide, polyurethane, polyester, polyoxymethylene, acrylic
plastic: plexiglass, perspex, thermoplastic, thermoplastics, thermoset, resin, epoxy, synthetic*
plastic: synthetic resin, bakelite, vinyl, teflon, ptfe, hdpe, ldpe, peek, delrin, celluloid
plastic: fibreglass, fiberglass, grp, gfrp, cfrp, frp, plast, plasticky, abs plastic, abs*, pp*, pe*
plastic: ps*, pa*, pom*, pet*, pu*, pc*, styrene, melamine, duroplast, polyvinyl chloride
plastic: plstc, plstic, plas, pls*, ply*, polym, poly, nyl, acetal, plexi, polycarb, plc*, pvc u
plastic: upvc
plastic: polyvinyl, pmma, tpu*, tpe*, pbt*, kevlar, artificial resin, moulded plastic, hard plastic
plastic: reinforced plastic, fibre reinforced plastic, glass fibre, carbon fibre reinforced plastic
iron: iron, cast iron, castiron, wrought iron, grey iron, gray iron, ductile iron, nodular iron
iron: malleable iron, forged iron, pig iron, sg iron, white iron, ingot iron, raw iron, scrap iron
iron: galvanised iron, galvanized iron, iron alloy, pure iron, solid iron, c iron, fe, ci*, gjl, gjs
iron: cst fe, cst iron, c fe, cast fe, nodular cast, grey cast, gray cast, ductile cast, cst irn
iron: cast irn
iron: ferrous casting, g iron, gi*, wi*, spheroidal graphite, gcast, cast i
iron: ferrous*, ferro*, irn, ion*, sheet iron, iron casting, black iron, crude iron, w iron, d iron
nickel: nkl, nic, nickl, nck, nik, ncl
nickel: nickel, ni, nick, nkl, inconel, monel, nickel alloy, pure nickel, nickle, nickel silver
nickel: hastelloy, nimonic, permalloy, constantan
steel: steel, steels, stainless, stainless steel, inox, ss*, stl, st steel, carbon steel, tool steel
steel: sheet steel, forged steel, cast steel, chrome steel, mild steel, alloy steel, alloyed steel
steel: spring steel, high strength steel, hardened steel, galvanised steel, galvanized steel
steel: tempered steel, structural steel, rolled steel, s steel, c steel, cs*, nickel steel
steel: stnls, stnls steel, stainl, stnl, s s, sts, stst, ss steel, high carbon steel, chromoly
steel: steel plate
steel: galvanised sheet, galvanized sheet, hardened, stls, sl*, carbon st, sheet st, plated steel
steel: chromium steel, cr steel, hss*, boron steel, damascus steel, weathering steel, sst, s s
copper: cpr, cppr, coper, copr, cupreous, copper nickel, copper tin
copper: copper, cu, cop*, cupro, pure copper, copper alloy, solid copper, cupronickel, coppr
aluminium: almnm, alm, alumn, al alloy, alloy al, alu alloy, aluminium bronze, allu, almin
aluminium: aluminium, aluminum, alu, alum, al*, aluminium alloy, aluminum alloy, cast aluminium
aluminium: cast aluminum, light alloy, duralumin, dural, alloy of aluminium, light metal, almn
aluminium: die cast aluminium, die cast aluminum, alloy wheel, silumin, avional, alumin
brass: br*, brss, brass alloy, ms58
brass: brass, brs, marine brass, polished brass, naval brass, cuzn, yellow brass, red brass
titanium: titn, ttn, ti6al4v, ti 6al 4v, tn*
titanium: titanium, ti, titan, titanium alloy, ti alloy, tit*
bronze: bronze, phosphor bronze, gunmetal
magnesium: magnesium, mg*, magnesium alloy
zinc: zinc, zamak, zn*
chrome: chrome*, chromium
other: tungsten, cobalt, molybdenum, vanadium, silver*, platinum, pewter
unclear: sheet metal, cast metal, forged metal, forged alloy, plated metal
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
excellent: fabulous, fantastic, stunning, brilliant, marvellous, unmarked, unscratched, gleaming
excellent: a1*
excellent: ex*, xc, exct, perf, prf, pf*, exl, xcl, xlt
excellent: could not be better, couldn't be better, nothing to fault, can't fault it
excellent: absolutely perfect, better than new, shines like new, no trace of wear, not a mark on it
excellent: without a mark, without blemish, without any wear, not a scratch, very best, sparkling
excellent: untouched, phenomenal, incredible*, amazing, just like new
excellent: no signs of wear, no sign of wear, without signs of wear, zero wear, no visible wear
excellent: e*
good: g*
fair: f*
poor: p*
excellent: no wear whatsoever, no wear, practically new, virtually new, hardly used, exquisite
good: vgc, gc*, gwo, v g c
good: good, fine, sound*, sound condition, sound shape, solid*, very good, well kept, nice
good: quite good, really good, healthy
good: intact, well maintained, well preserved, well looked after, well cared for
good: good order, working order, works well, working well, works fine, works perfectly
good: holding up well, hardly any wear, barely any wear, barely worn, hardly worn, little wear
good: very little wear, minimal wear, not bad at all, not bad, not too bad, doing fine, doing well
good: sturdy, robust, strong*, clean*, tidy, in order, fully functional, undamaged, gd, g d, ok+
good: commendable, pleasing, favourable, favorable, great, fit*, no complaints
good: no issues, no problems, no faults, no defects, no damage, no rust, no corrosion, no cracks
good: above average, better than average, trouble free, pretty good, fairly good, in good nick
good: nothing wrong, nothing to complain about, cared for, looked after, stable*, reliable, god
good: unbroken, uncorroded, unrusted, in fine fettle, in good repair, fit for use, goodish, vg
good: nothing to object to, no objections, nothing to criticise, well conserved, ageing well
good: aging well, performs well, performing well, up to standard, as it should be, satisfying
good: dependable, free of rust, free of damage, free of defects, free from defects, rust free
good: free from rust, free from damage, without defects, without damage, without rust, firm*
good: without complaints, without fault, without faults, all good, still good, good enough
good: hardly a scratch, barely a scratch, unscathed, no flaws, no flaw, crack free, damage free
good: fault free
good: no visible damage, no visible defects, no visible rust, no signs of damage, no signs of rust
good: no sign of rust, no sign of damage, gud, gd+, g+, vgd, v good, v gd, acc to spec, in spec
good: within spec, ok plus, serviceable and sound, up to spec, fully operational, fully working
good: no trouble, shipshape, well serviced, runs well, wears well, lightly used, barely used
good: scarcely worn, scarcely any wear, in full working order, sound as a bell, in rude health
good: better than expected, nothing amiss, okay plus, proper*, fit as new
fair: fair, mediocre, average, passable, so so, middling, moderate, only fair, fairish, tolerable
fair: acceptable, adequate, run of the mill, just ok, just okay, not great, could be better
fair: showing some wear, shows some wear, some wear, moderately worn, a bit worn, somewhat worn
fair: slightly worn, partly worn, half worn, used*, signs of wear, visible wear
fair: moderate wear, wear and tear
fair: middle of the road, medium*, indifferent, borderline, marginal, neither good nor bad, fr, frs
fair: avg, av*, aver, med*, mod*, mdl*, accpt, mediocr, fr+, f+, so+
fair: moderately good, passably good, tolerably good, halfway good, good in parts, partly good
fair: no better than average, not better than average, barely good, only just good, just about good
fair: less than perfect, far from perfect, not perfect, imperfect, has been better
fair: known better days
fair: known better times, half good, only moderately good, not too good, not that good
fair: none too good
fair: fairly worn, patchy, tired, scuffed, scratched, faded, lacklustre, unremarkable, weathered
fair: serviceable, satisfactory enough, all right*, alright*, meh, ordinary, ageing*
fair: aging*, some rust, light rust, slight rust, surface rust, minor rust, slightly rusted
fair: slightly corroded, light corrosion, slight corrosion, some corrosion, minor corrosion
fair: slightly scratched, slightly damaged, some scratches
fair: some damage, minor damage, slight damage, light damage, few dents, small dents, slightly bent
fair: rather worn, quite worn, a little worn, little worn, getting worn, beginning to wear
fair: starting to wear, starting to rust, beginning to rust, starts to rust, fir, not the best
fair: not so great, nothing special, nothing to write home about, has aged, middle, halfway decent
fair: second rate, pedestrian, lukewarm, so la la, mid*, bearable, sufficient, unexceptional
fair: shows its age, showing its age, showing age, shows age, seen some use
fair: signs of age, signs of ageing, marked by use, mildly worn
fair: worn in places, worn a bit, worn a little, somewhat rusty, a bit rusty, a little rusty
fair: a bit scratched, somewhat scratched, lightly scratched, lightly corroded, lightly rusted
fair: somewhat corroded, slightly rusty, slightly dented, partly rusted, middle grade, just about ok
fair: neither great nor terrible, could be worse, run in, only average, below good
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
poor: only good for, good only for, good for the bin, good for the scrap, good for parts
poor: fit only for
poor: fit for the bin, fine cracks, fine crack, scrapyard, scrap yard, junkyard, ready for the dump
poor: past its prime, past their prime, best days behind it, best days are over, good for nothing
poor: bd
poor: good for scrap, good for the scrap, good only for scrap, fit for scrap, fit for the bin
poor: pr+, por
poor: fit only for scrap, only fit for scrap, no longer fit, not worth keeping, not worth repairing
poor: hardly worth keeping, close to failure, near failure, half broken, not much left of it, vp
poor: v p
poor: could use a replacement, unrepairable, irreparable, not repairable, cannot be repaired
poor: can't be
poor: cannot be used, can't be used, beyond use, out of order, does not work, doesn't work
poor: not working
poor: no good, not in order, not ok, not okay, not fit, unfit for use, no longer safe, unsafe to use
poor: on the verge of, ready to break, ready to fall apart, breaking apart, breaking up, coming off
poor: has gone, gone bad, goner, a ruin, ruinous, ravaged, wasted, battered and bent, abused
poor: mistreated
poor: about to break, about to fail, barely holding, barely hanging, hardly usable, barely usable
poor: not up to standard, worse for wear, the worse for wear, far gone, decomposed, mangled
poor: rust bucket, wants replacing, replace asap, replace immediately, replace soon, torn apart
unclear: usable, condition unknown, unknown condition, condition not known, functional, condition ok
unclear: condition unclear, condition not checked, not looked at closely, not inspected closely
unclear: decent, respectable, presentable, reasonable, satisfactory
unclear: light wear, slight wear, minor wear, normal wear, usual wear, lightly worn, minor scratches
unclear: a few scratches, few scratches, traces of wear, traces of use, signs of use
unclear: light scratches
unclear: slight scratches, only light wear, only minor wear, expected wear, ordinary wear
unclear: wear as usual
unclear: okay*, ok*, unclear condition, not assessed, not examined, not rated, condition not clear
nothing: good morning, good day, good luck, good idea, good customer, good friday, goods
nothing: best wishes
nothing: broken glass, bad weather, bad mood, in good time, good bye, heavy rain, feeling bad
nothing: fine print, sound system, top up, topped up, on top, top of, fair price, fair enough
nothing: new owner, new customer, new year, new parts, new tyres, new oil, new filter, new battery
nothing: new brake, poor customer, rough road, fine dust, strong smell
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
