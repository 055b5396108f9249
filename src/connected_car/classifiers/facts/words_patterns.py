"""Phrases with alternatives: ``a/b c`` stands for *a c* and *b c*, ``+`` joins the words of one.

``_`` is an alternative without a word. Else the notation is that of ``words_facts``.
"""

PATTERNS = """
iron: gg/ggg/gjl/gjs/gcs 15/20/25/30/40/50/60/200/250/400/500
steel: st/s 33/37/44/52/235/275/355, v/va 2/4 a, c 15/35/45/60
bronze: brz/brnz/bz
plastic: pa/pp/pe 6/12/66
neutral: rust/corrosion/dirt/dents/damage/wear has/have/is/are/was/were gone/removed/off/treated
neutral: cracks/scratches has/have/is/are/was/were gone/removed/repaired/treated/welded
neutral: without/beyond/no/not+a doubt/question/any+doubt
neutral: of/on/from/under the/this/that/his/her/their/your/our car/vehicle/van/truck/lorry
not: can't/cannot/couldn't/won't/wouldn't/don't/didn't say/think/call/find/consider it/it's/this/_
not: can/could/would/will/do/did not say/think/call/find/consider it/it's/this/_
not: can't/cannot/couldn't say/think/believe it+is/that+it+is/that+it's/it+was/this+is
not: wouldn't/don't/didn't say/think/believe it+is/that+it+is/that+it's/it+was/this+is
not: can't/cannot/couldn't/didn't find/see/detect/spot any/anything/a/_
not: could/can/did not find/see/detect/spot any/anything/a/_
not: isn't/wasn't/not what/something i'd/i+would/one+would/you'd/we'd call
not: i/we/he/she/they thought/expected/assumed/guessed/suspected/presumed it/it's/it'd/_
not: i/we/he/she/they/_ thought/expected/assumed/guessed/suspected it'd/it+would/it+to be
not: i/we/he/she/they thought/expected/assumed/guessed it was/is
not: i/we/he/she/they took/mistook it/this/that/them for
not: i/we first/initially thought/assumed/guessed/noted/wrote
not: at+first/first/initially noted/written/entered as
not: thought/believed/assumed/supposed/expected/said/meant/claimed to+be
not: nothing good/bad/poor/fair about, nothing about/on/in it is/looks, were it, if it were
not: would it be
not: there+is/there's/is/has/contains/see/found/find neither
not: isn't/wasn't/not like/like+the/the/such+a
not: lost its, gone is/are the, not one/a/any bit/part/piece of+it/of+this/_, at no time/point
not: isn't/wasn't any
not: ordered/wanted/requested a/an, not go as/so far as, nowhere, i'd/would never call/say
not: unlike/not/without its/his/their
past: replaced/swapped/exchanged/changed/substituted the/an/a/its old/former/original/worn/broken
event: car/vehicle/van/truck/lorry is/was/dates/built/made/itself/is+a/was+a from/in/of/since/_
event: car/vehicle/van/truck/lorry from/of/dated, car's/vehicle's year/registration/papers
event: car/vehicle/van/truck/lorry :/=/(, on/for/off/into/in a my
event: owner/driver/customer/mechanic/owner+is/driver+is born/from/since/of
event: invoice/letter/report/order is/was/dated/reads/from from/of/dated/_
event: receipt/bill/drawing/ticket/sticker is/was/dated/reads/from from/of/dated/_
event: new/spare/other/replaced/changed/tightened/renewed/swapped bolts/bolt/screws/nuts/seal/seals
event: new/spare/other/replaced gasket/bushing/bushings/clips/clip/bearing/bearings
event: changed/tightened/renewed/swapped gasket/bushing/bushings/clips/clip/bearing/bearings
excellent: could/can/might/would pass for/as new/brand+new
excellent: looks/look/is/feels like/as new/brand+new/on+day+one
excellent: can't/cannot tell it/them from new, the day it+was/it+left made/built/fitted/_
excellent: not/without one/a/a+single/any scratch/mark/dent/blemish
excellent: grade/class a/a+plus/one
excellent: fresh/straight/just/came/comes out+of/from the box/factory
good: pass/passed/passes with flying colours/colors, a okay/ok
poor: on its/the/their way out, everything/all wrong with/about
not: the opposite/contrary of
good: quite/perfectly/absolutely all+right/alright/okay/ok/fine, good/fine/great/nice nick
good: still/keeps going strong
good: c/st/cd/sh/c+:/st+:/cd+:/sh+: g/gd, nothing to report/note/worry+about/remark
excellent: c/st/cd/sh/c+:/st+:/cd+:/sh+: ex/exc/excellent
good: c/st/cd/sh/c+:/st+:/cd+:/sh+: good/fine/ok+good
fair: c/st/cd/sh/c+:/st+:/cd+:/sh+: fair/avg
poor: c/st/cd/sh/c+:/st+:/cd+:/sh+: poor/bad
good: no complaint/fault/issue/trouble/problem with/found/at+all
fair: c/st/cd/sh/c+:/st+:/cd+:/sh+: f/fr, fair/middling/average nick, has/had/knew/known better days
poor: c/st/cd/sh/c+:/st+:/cd+:/sh+: p/pr, poor/terrible/awful/rough/sorry nick
poor: in a bad/poor/sorry way
fair: no/not more/better than fair/average/mediocre/a+fair
poor: no/not better than poor/bad
poor: wouldn't/don't trust it/this, had its day
"""
# sources that are named only to say that they are wrong, or right: no doubt of the note's own
SURE = """
sure: as/unlike/whatever/what the/our/my label/list/file/record says/say/claims/claim
sure: as/unlike/whatever/what the/our/my papers/plate/tag/sheet/form says/say/claims/claim
sure: as/unlike/whatever/what the parts/stock/order/price list/sheet/file/book says/claims
"""
