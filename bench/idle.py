#!/usr/bin/env python3
"""What a quiet screen costs: processor time, resident memory and bytes to the terminal, beside btop and htop.

Each program runs in a pseudo-terminal of 120x36 at the same time as the others, so that all meet the same machine.
opstui is measured as `demo --no-traffic`: dashboard, server core and simulated plant in one process; its broker and
Redis are children and are not counted. Usage: idle.py [SECONDS] [BINARY]
"""
import fcntl, os, pty, select, shutil, signal, struct, sys, tempfile, termios, time

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 60
BINARY = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(__file__), '..', '.build/release/opstui')
WARM_UP = 20


class Program:
    def __init__(self, name, command):
        self.name, self.bytes = name, 0
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM='xterm-256color', LANG='C.UTF-8')
            os.execvp(command[0], command)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 36, 120, 0, 0))

    def read(self):
        try:
            self.bytes += len(os.read(self.terminal, 65536))
        except OSError:
            sys.exit(f'{self.name} ended early')

    def ticks(self):
        fields = open(f'/proc/{self.pid}/stat').read().rsplit(')', 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def resident(self):
        return int(open(f'/proc/{self.pid}/statm').read().split()[1]) * os.sysconf('SC_PAGE_SIZE') / 1e6

    def stop(self):
        os.kill(self.pid, signal.SIGTERM)
        end = time.monotonic() + 15
        while time.monotonic() < end:
            if select.select([self.terminal], [], [], 0.1)[0]:
                try:
                    os.read(self.terminal, 65536)
                except OSError:
                    pass
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def pump(programs, seconds):
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        for terminal in select.select([p.terminal for p in programs], [], [], left)[0]:
            next(p for p in programs if p.terminal == terminal).read()


def main():
    with tempfile.TemporaryDirectory() as place:
        commands = {'opstui': [BINARY, 'demo', '--no-traffic', '--scenario', 'calm', '--socket', f'{place}/o.sock']}
        commands.update({name: [name] for name in ('btop', 'htop') if shutil.which(name)})
        programs = [Program(name, command) for name, command in commands.items()]
        try:
            pump(programs, WARM_UP)
            before = [(p.ticks(), p.bytes) for p in programs]
            pump(programs, SECONDS)
            print(f'{"":8} {"% of a core":>12} {"resident MB":>12} {"bytes/s":>9}')
            for p, (ticks, count) in zip(programs, before):
                share = 100 * (p.ticks() - ticks) / os.sysconf('SC_CLK_TCK') / SECONDS
                print(f'{p.name:8} {share:12.2f} {p.resident():12.1f} {(p.bytes - count) / SECONDS:9.1f}')
        finally:
            for p in programs:
                p.stop()


main()
