"""Sound in and out: devices, the two doors between their threads and the loop, and files of sound.

device       what a sound system is (`SoundSystem`, `Stream`, `DeviceInfo`)
capture      DOOR: blocks from the microphone's thread become inputs on the loop
playout      DOOR: sound from the loop becomes blocks on the loudspeaker's thread, with an exact account
run, jitter  what lies in the playout queue; how much must lie there before a part starts
portaudio    the real sound system: device_stream (its callbacks), device_list, device_time, stderr_noise
simulated    a sound system without hardware: by hand on a `ManualClock`, or paced by the real one
resample     one linear-phase resampler for devices and files
level, wav   measures of loudness; sound files
"""
