"""The first process of the world that library-world.sh furnishes: runs a command, and ends all when it ends.

    library_init.py COMMAND…

Whatever loses its parent becomes a child of this process, and must vanish the moment it ends: test_executor looks for
what it killed, and takes a process that nobody has waited for yet for a failure. As this process ignores SIGCHLD, the
kernel waits in its place. It therefore cannot learn how a child of its own ended, and has one that tells it.
"""
import os
import signal
import subprocess
import sys

told, tells = os.pipe()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
if os.fork() == 0:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # 0 to 255; below 0 by a signal.
    os.write(tells, bytes([subprocess.call(sys.argv[1:]) & 255]))
    os._exit(0)
os.close(tells)
# Whoever wants this to end tells the command as well, which has things to tidy up.
signal.signal(signal.SIGINT, signal.SIG_IGN)
status = os.read(told, 1)
sys.exit(status[0] if status else 1)
