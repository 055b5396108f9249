"""Words around a fact that say what it is about; notation as in ``words_facts``."""

CUES = """
made: made, manufactured, manufacture, manufacturing, mfd, mfg, mfr'd, mfr, mf, manuf, produced
made: production, prod, built, build, constructed, construction year, model, model yr, my, m y, yom
made: y o m, year, yr, vintage, dated, dates, dating, dates from, dates back to, dating from
made: date stamp, date stamped, stamped, stamp, left the factory, factory, plant, fabricated, forged
made: came off the line, off the line, rolled off, came out of, assembled, year of manufacture
made: year of production, year of build, build year, birth year, born, made in, is from
made: construction, constr, bj, baujahr, fab, fabrication, origin, originates, originated
made: comes from
made: manufacture year, manufacture date, date of manufacture, yr made, year made, mnf, mnfd, mfgd
made: machined, cast in, made out, made back in, manufacturer's year, age, production date, prod yr
made: first made, casting date, casting mark, hails from, stems from, goes back to, series
made: date code
made: marked, marking, plate, nameplate, type plate, build date, crafted, emerged, turned out, mould
made: made during, generation, edition, moulded, molded, pressed, produced in, date of production
made: m'fd, bld, mnfd, mdl, mdl yr, y m, dom, d o m, manufd, mftd, prd, prdn, prodn, constrd, m date
made: mfd yr, mfr date, mfr yr, mfg year, mfrd, mfctd, manufg, manufac, manfd, bld yr, built yr, mod
made: casting, came into being, came to life, batch, batch of, lot of, year built, yr built, blt, mk
event: inspected, inspection, insp, inspect, inspecting, checked, check, checking, chkd, chk
event: checkup
event: tested, retested, test, testing, serviced, service, servicing, srvcd, svc, svcd, repaired
event: repair, repairs, fixed, replaced, replacement, installed, install, installation, inst, fitted
event: fitting, mounted, mounting, bought, purchased, purchase, sold, delivered, delivery
event: registered
event: registration, reg, cleaned, painted, repainted, overhauled, overhaul, refurbished, rebuilt
event: reconditioned, restored, seen, seen by us, visited, visit, due, next, last, valid, expires
event: expiry, valid until, warranty, guarantee, invoice, recall, recalled, sticker, maintenance
event: maintained, mot, tuv, audit, audited, examined, examination, surveyed, reviewed, review
event: calibrated, lubricated, greased, welded, swapped, changed, exchanged, renewed, reinstalled
event: removed, dismantled, stored, imported, shipped, received, arrived, acquired, service book
event: owner since, in use since, in service since, in use, put into service, put on the road
event: first registered, car registered, license, licence, photographed, report of
event: report dated, letter dated, invoice dated, letter, ordered, order, order dated
event: certificate, certified, approved, assessed, evaluated, appraised, adjusted, tightened
event: disassembled, reassembled, resealed, sealed, oiled, polished, washed, waxed, galvanised again
event: accident, crash, incident, recall letter, service due, next due, booked, appointment
event: contract, insured, insurance, taxed, tax, logged
event: verified, scanned, viewed, seen last, handed over
event: transferred, converted, retrofitted, retrofit, upgraded, modified, resprayed
event: reworked, touched up, straightened, revised, revision, renovated, renovation, restoration
event: patched, mended, campaign, complaint, claim, quote, quoted, bill, billed, receipt
event: paid, payment, dealer, workshop visit, first owner, second owner, owned, ownership
event: taken over
event: came to us, came in, brought in, dropped off, picked up, collected, taken in, last seen
event: last service, last inspection, last check, last looked at, next service, next inspection
event: next check, put in, bolted on, attached, changed over, taken off, taken out, exam
event: roadworthiness, certification, stocktaking, inventory, inventoried, wheels changed, tyres
event: tyres changed, tires, bolts replaced, seal replaced, seals replaced, paint, paintwork
event: on the road since, running since, used since, in stock since, in stock, towed in, worked on
event: oil change, change of oil, brakes done, approved until, good until, tested ok, stock from
event: signed
event: date of inspection, inspection date, date of service, service date, date of repair, manual of
event: price list, as of, drawn up, entered, written, encountered, owner bought, transported
event: treated
event: treatment, hauled, customer since, client since, here since, ours since, belongs to us since
event: bought used, changed hands, new owner, oil changed, fluid changed, filter changed, aligned
event: realigned, rebalanced, balanced, fastened, attached in, was attached, hung, placed, put, done
event: last done, given, lent, leased, rented, hired, auctioned, traded, exported, licensed
event: archived
event: scheduled for, planned for, expected in, valid, validity, good through, stamped valid
event: due date
event: updated, update, reset, scheduled, planned, returned, valid till
number: part no, part number, number, nr, num, ref, reference, ref no, order no, order number
number: serial, serial no, serial number, sn, s n, id, code, job, job no, ticket, ticket no, case
number: invoice no, invoice number, article, article no, item no, item number, file no, file
number: bay, room, shelf, box, bin, locker, phone, tel, extension, ext, docket, sheet, page
number: catalogue
number: cat no, stock no, stock number, part nr, order nr, pn, p n, drawing, drawing no, chassis
number: vin, plate number, work order, wo, customer no, customer number, batch no, batch number
number: torque
number: €, $, £, price, cost, costs, worth, amount, sum, total, count, reading, value, level
number: counter
number: lot no, lot number, asset, tag, barcode, odometer, mileage, odo, rev, version, standard
number: iso, din, din en, norm, spec, parts list, policy, policy no, account, key, key no, pos
unit: km, kms, kilometres, kilometers, miles, mi, nm, mm, cm, kg, g, bar, psi, rpm, hours, hrs, h
unit: minutes, min, eur, euro, euros, usd, dollars, pounds, l, litres, liters, ml, v, volt, volts, w
unit: kw, hp, ps, degrees, c, pcs, pieces, percent, cycles, days, weeks, months, newton, units, lbs
not: not, no, never, neither, nor, without, isn't, isnt, ain't, wasn't, aren't, weren't, no longer
not: doesn't, don't, none, cannot, can't, by no means, far from, instead of, rather than, non, n't
not: as opposed to, other than, except, anything but, not any, in no way, nothing of, not at all
not: free of, free from, contains no, has no, not even, nowhere near, hardly, in place of, zero
not: not any longer, not so, cannot be called, can't be called, not exactly, unlike, absent, lacks
not: less than, short of, not what you would call, not really, not quite, everything but, can hardly
not: could not be called, hardly to be called, in no sense, under no circumstances, not remotely
not: sans
not: does not contain, doesn't contain, contains neither, no trace, no hint of, no part of it is
not: devoid, void of, bare of, lacking, minus, not made of, not made from, won't, wouldn't, isn't it
not: taken for, passed off as, sold as, labelled as, labeled as, marked as, stated as, logged as
not: registered as, filed as, declared as, one might think, could be mistaken for, apparently
not: entered as, noted down as, booked as, catalogued as, listed wrongly as, misread as, misnamed
not: stopped being, ceased to be, not one bit, don't call it, would not call it, wouldn't call it
not: no way, certainly not, definitely not, wrongly listed as, listed as, wrongly, mistaken for
not: looks like, look like, looked like, appears like, resembles, could pass for, mistakenly
not: devoid of
not: no trace of, no sign of, not a, neither of, wrongly recorded as, recorded as
not: wrongly described as
not: described as, contrary to, replaces, replacing, replaced the, swapped the, thought to be
not: supposed to be, believed to be, erroneously, out of question, no more, least of all, excludes
not: excluding, exclusive of, nothing but no, ruled out, mistook, seems like, feels like, is no
past: used to be, formerly, once, previously, originally, before, earlier, had been, in the past
past: restored from, upgraded from, improved from, went from, changed from, from once, was once
past: has gone from, gone from, up from, down from, converted from, after being, at one time
past: one time
past: a while ago, some time ago, in its earlier life, then, swapped its, swapped the, exchanged the
past: had fitted, had mounted, had installed, had put
past: has been changed from, used to have, would have been, started as, started out as, started out
past: turned from, brought from, back then, at first, initially, deteriorated from, recovered from
past: declined from, moved from, dropped from, rose from, until recently, ex, former, was formerly
gone: then, some years ago, last spring, last autumn, last winter, last summer, last month
gone: last week
gone: at one time, a while ago, ? no, at the previous check, at the previous inspection, when bought
gone: replaced by, swapped for, exchanged for, gave way to, is out of the question
gone: was expected, was suspected, was assumed, on paper, before the repair, before repair
gone: until the repair
gone: before the overhaul, until the overhaul, last time, last year, at the last check, in the past
gone: once, formerly, earlier, previously, no more, was wrong, is wrong, can be ruled out, ruled out
gone: can be excluded, is excluded, at first, at first sight, at first glance, when new, back then
gone: before the service, before service, before cleaning, before restoration
gone: before the restoration
gone: a year ago, years ago, two years ago, some time ago, in former times, so far, until now
gone: before
gone: before that, beforehand, would be wrong, is not right, was a mistake, was an error, by mistake
free: free
was: was, were, had, has been, have been
now: but, to, however, yet, it is, it's, its, is, are, rather, only, purely
today: now, today, currently, actually, really, in fact, meanwhile, nowadays, at present, presently
today: instead, became, currently in, these days, by now, replaced with, replaced by, swapped for
today: changed to, exchanged for, since then, at the moment, turned into, meantime, truly, in truth
today: in reality, has become, is now, but now, but today, converted to, made way for, as of now
today: nowadays in, right now, at this moment, since the repair, since the overhaul
today: after the repair
today: after the overhaul, after repair, after overhaul, after restoration, after the restoration
today: after cleaning, as it turned out, it turned out to be, turned out to be, proved to be
today: at last
today: in actual fact, as a matter of fact, correctly, properly speaking, in truth it is
today: to be exact
other: next to, bolted to, attached to, confused with, against, adjacent, adjacent to, beside, near
other: connected to, neighbouring, neighboring, behind, under, underneath, above, mounted on, unlike
other: confuse with, mix up with, mixed up with, mistaken with, adjoining, neighbor of
other: confused for, right by, right next to, abuts, abutting, bordering, leads to, drives, carries
other: supports, supported by, held by, hung from, meets, secured to, fastened to, riveted to
other: fixed to, welded to, screwed to, close to, in contact with, touches, touching, compared to
other: compared with, rubs against, fitted to, belongs to, holds, holding, neighbour, neighbor
other: whereas, while the, together with, opposite, below, over, alongside, by the, other, another
other: sits on, sits by, sitting on, rests on, leans on, hangs from, clipped to, linked to
other: joined to
other: in front of, not to be confused with, borders on, faces, facing, surrounding, surrounded by
aside: not part of, another job, see other note, was not checked, not checked, not inspected
aside: not looked at, is next, other job, own note, separate note, other ticket, different job
beside: next to it, beside it, near it, behind it, nearby, close by
aside: separate job, not this one
aside: not ours to judge, not ours
aside: not our concern, not our business, not the subject, not the topic, not meant, another matter
aside: another story, a different matter, a different story, not of interest, not relevant
aside: does not count, doesn't count, not to be judged, not to be rated, not under review
aside: has its own note, has its own sheet, other sheet, another sheet, another note, another ticket
aside: will be checked later, will be done later, comes later, unlike this one
aside: not affected, not concerned, not inspected here, out of scope
aside: noted elsewhere, dealt with elsewhere, next in line
other: different from, sits in, beneath, inside, mates with, paired with
lookcue: condition, cond, cond'n, condn, cndn, cnd, con, state, shape, looks, looking, rated, grade
lookcue: graded, quality, order, repair, judged, appearance, overall, impression, nick, status
lookcue: appears, remains, found, considered, assessed as, general condition, looked, fettle
materialcue: matrl, mtrl, mater, mtr, stuff
lookcue: cdn, condtn, cdtn, c'n, c'd, shp, cndtn, kond, qual, qlty, appr, stat
materialcue: material, mat, matl, mtl, m'tl, made of, made from, made out of, composed of
materialcue: consists of
materialcue: constructed of, constructed from, machined from, cast from, substance, body, all
materialcue: entirely
materialcue: pure, consisting of, fabricated from, forged from, formed from, built of, built from
early: early, beginning, start, first half
late: late, end, second half, later part
mid: mid, middle of, around, about, approximately, approx, roughly, circa
month: january, february, march, april, june, july, august, september, october, november, december
month: jan, feb, mar, apr, jun, jul, aug, sep, sept, oct, nov, dec, may
neutral: not legible, not known, not only, illegible, no matter, no answer
neutral: no more to say, nothing more to say, not readable, not stated, not given, not recorded
neutral: not yet, no doubt, no idea, no comment, no comments, no remarks, no notes, unreadable
neutral: not noted, not mentioned, not available, not specified, not to be found, no year, no date
neutral: no one, no other, no further, not worth mentioning, nothing else, in other words, if not
neutral: after all, year round, last but not least, made sure, made a note, made an appointment
neutral: all over
neutral: made a call, made the customer, to be continued, is due, it is due, made available, to the
neutral: check engine, no note, up to date, to date, once more, once again, at once, before lunch
neutral: before noon, the day before, last time, before the check, before the test, before delivery
neutral: no entry, not in doubt, not identified, not determined, no information, to be checked
"""
# what makes one doubt the whole note; looked for apart, so that no other phrase hides it
DOUBTS = """
doubt: no wait, wait, colleague, unclear, contradicts, contradiction, contradictory, not sure
doubt: unsure
doubt: second thought, second thoughts, hang on, scratch that, says otherwise, others say, or rather
doubt: another source, another colleague, other technician, second technician, someone wrote
doubt: alternatively
doubt: file says, record says, papers say, plate says, tag says, sticker says, sheet says, form says
doubt: according to the file, according to the record, according to the label
doubt: according to the papers
doubt: or maybe, or perhaps, then again, but then, at the same time, who is right
doubt: which one is right
doubt: owner says, customer says, driver says, claims, somebody says, someone says, foreman says
doubt: other record, other sheet says, database says, system says, two records, two entries, erratum
doubt: my mistake, sorry, I mean, i meant, strike that, actually no, no actually, does not agree
doubt: do not agree, does not fit, do not fit, does not match, do not match, puzzling, strange
doubt: confusing
doubt: opinions differ, opinions vary, boss says, apprentice says, others claim, not certain
doubt: uncertain
doubt: or else, on the other hand, label says, other source, sources differ, does not match
doubt: mismatch
doubt: disagree, disagrees, conflicting, inconsistent, correction, maybe, perhaps, possibly
doubt: disputed, someone else wrote, somebody else wrote, someone else says, others wrote
"""
# bounds of a year: before it (<, <=, >, >=), and behind it
BOUNDS = """
<: before, prior to, pre, earlier than, older than, previous to, ahead of, preceding, predates
<: predating, dates before, not as late as, under
<=: no newer than, not newer than, no later than, not later than, not after, up to, at the latest
<=: latest, at latest, by, on or before, in or before, until, till, not made after, not built after
<=: not younger than, no younger than, through, never after
>: after, post, later than, newer than, younger than, more recent than, past, subsequent to
>: following
>=: not older than, no older than, no earlier than, not earlier than, not before, never before
>=: on or after, in or after, at the earliest, at earliest, from at least, not made before
>=: not built before, since, starting, not prior to, from or after, at least
"""
BOUNDS_BEHIND = """
>=: or later, or newer, onwards, onward, or after, and later, and newer, or younger, or above
>=: and after
>=: at the earliest, at earliest, and up, or more recent, and onwards, and younger, or thereafter
<=: or earlier, or older, or before, and earlier, and older, and before, at the latest, at latest
<=: or sooner, or less
"""
