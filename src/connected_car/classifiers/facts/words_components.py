"""Components of cars; notation as in ``words_facts``.

A line is ``component: names``; ``thing`` names any, and ``-`` what a note is never about.
"""

COMPONENTS = """
disc: disc, disk, brake disc, brake disk, rotor, brake rotor
hub: hub, wheel hub
tank: tank, fuel tank, gas tank, petrol tank
pipe: pipe, exhaust pipe, exhaust, tailpipe, muffler
radiator: radiator, rad
hinge: hinge, door hinge
housing: housing, gearbox housing, gearbox casing, gear housing
tray: tray, battery tray
pan: pan, oil pan, oil sump, sump
column: column, steering column
frame: frame, seat frame
bumper: bumper
wheel: wheel, rim
door: door
caliper: caliper, brake caliper
pad: brake pad, brake pads, pad, pads
drum: brake drum
shaft: shaft, drive shaft, axle, camshaft, crankshaft
bracket: bracket, mounting bracket
cover: cover, valve cover, lid
hose: hose, brake hose
neck: filler neck
pump: pump, fuel pump, water pump
arm: control arm, wishbone, arm, suspension arm
bolt: bolt, bolts, screw, screws, nut, nuts, rivet, rivets, fasteners
bushing: bushing, bushings, bush, rubber bushing, rubber mount, rubber boot
seal: seal, seals, gasket, gaskets, o ring
clip: clip, clips
cap: cap, caps
bearing: bearing, bearings
belt: belt, belts, v belt, fan belt, timing belt, drive belt
clamp: clamp, clamps, hose clamp
cable: cable, cables, wire, wires, wiring
spring: spring, coil spring
damper: damper, shock absorber
bonnet: bonnet, hood
fender: fender, wing
mirror: mirror, wing mirror
rail: rail, roof rail
pedal: pedal
lever: lever, gear lever
cylinder: cylinder, master cylinder
manifold: manifold, intake manifold
turbo: turbo, turbocharger
alternator: alternator
starter: starter, starter motor
engine: engine
gearbox: gearbox, transmission
clutch: clutch
subframe: subframe
handle: handle, door handle
latch: latch
heat shield: heat shield
tow bar: tow bar, towbar
grille: grille
knuckle: steering knuckle
rack: steering rack
thing: component, part, item, piece, unit, it, it's, this one, element, object, article in question
-: spare wheel, coffee machine, radio, dog, floor, workshop floor, air filter, oil filter, filter
-: lights, horn
-: phone, key, keys, windscreen, windshield, wiper, wipers, lift, lobby, printer, computer, tool
-: toolbox
-: umbrella, seat cover, carpet, tyre, tyres, tire, tires, boot, weather, road
-: heating, air conditioning, hoist, lamp, bulb, light bulb, antenna, aerial, gps, navigation
"""
