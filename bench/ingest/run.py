#!/usr/bin/env python3
"""Telemetry intake: how much of it one core takes, how late it is on the stream, and mosquitto_sub beside it.

A broker of its own and a publisher have core 1. On core 0, one after the other: `opstui serve` with 500 configured
valves, and `mosquitto_sub`. The publisher sends valve states (QoS 0) at a set rate, every valve's `seq` without a gap.
The server's own counters say how many came; each of them has been decoded, judged and taken into its valve's picture.
For latency an observer on core 1 reads the stream over the Unix socket; each state carries its time of sending in `rev`.
On a machine that does other work too, trust processor time a message: it hardly depends on the neighbours.

Usage: run.py [--rate 50000] [--stream-rate 20000] [--valves 500] [--seconds 8] [--only intake,peer,stream]
       [--binary PATH] [--hold SECONDS] [--realtime]
Needs: mosquitto, mosquitto-clients, `swift build -c release --product opstui`.
"""
import argparse, http.client, multiprocessing, os, re, secrets, shutil, socket, struct, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TAKER_CORE, LOAD_CORE = 0, 1
REV_BASE = 10 ** 13
# Before everything else on the machine, where that is asked for.
REALTIME = []


def join(core):
    """This process goes to a core, and before others where that is asked for."""
    os.sched_setaffinity(0, {core})
    if REALTIME:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def microseconds():
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000


class Child:
    def __init__(self, core, command, environment=None, output=None):
        self.process = subprocess.Popen(
            ['taskset', '-c', str(core)] + REALTIME + command, env=dict(os.environ, **(environment or {})),
            stdout=output or subprocess.DEVNULL, stderr=subprocess.STDOUT)
        self.pid = self.process.pid

    def seconds(self):
        fields = open(f'/proc/{self.pid}/stat').read().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def megabytes(self):
        return int(open(f'/proc/{self.pid}/statm').read().split()[1]) * os.sysconf('SC_PAGE_SIZE') / 1e6

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Publisher:
    """A raw MQTT 3.1.1 connection; its messages are made from templates of fixed length."""

    def __init__(self, port, valves, boot):
        self.socket = socket.create_connection(('127.0.0.1', port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        name = f'feed-{secrets.token_hex(4)}'.encode()
        body = b'\x00\x04MQTT\x04\x02\x00\x00' + struct.pack('>H', len(name)) + name
        self.socket.sendall(bytes([0x10, len(body)]) + body)
        if self.socket.recv(4)[:4] != b'\x20\x02\x00\x00':
            sys.exit('the broker refused the publisher')
        self.templates = [self.template(f'v-{number}', boot) for number in range(valves)]

    @staticmethod
    def template(valve, boot):
        topic = f'ops/v1/main/{valve}/state'.encode()
        text = ('{"schema":"ops.valve.state/1","boot_id":"%s","rev":%%014d,"seq":%%08d,"ts":%%013d,"position":%%04.1f,'
                '"zso":false,"zsc":false,"moving":false,"target":null,"quality":"good","mode":"remote","interlocks":[],'
                '"last_cmd_id":null}' % boot).encode()
        length = 2 + len(topic) + len(text % (REV_BASE, 10 ** 7, 10 ** 12, 50.0))
        header = b'\x30'
        while True:
            header += bytes([length % 128 | (0x80 if length >= 128 else 0)])
            length //= 128
            if not length:
                return header.replace(b'%', b'%%') + struct.pack('>H', len(topic)) + topic + text

    def run(self, rate, seconds):
        """Sends at the rate for so long; the number sent and the seconds it took."""
        sent, valve, sequence, count = 0, 0, 10 ** 7, len(self.templates)
        start = time.monotonic()
        while (now := time.monotonic() - start) < seconds:
            due = int(now * rate) - sent
            if due < 1:
                time.sleep(0.0005)
                continue
            rev, wall, parts = REV_BASE + microseconds(), int(time.time() * 1000), []
            for _ in range(min(due, 500)):
                parts.append(self.templates[valve] % (rev, sequence, wall, 50 + sequence % 3 / 10))
                valve += 1
                if valve == count:
                    valve, sequence = 0, sequence + 1
            self.socket.sendall(b''.join(parts))
            sent += len(parts)
        return sent, time.monotonic() - start


def publish(port, valves, rate, seconds, results):
    join(LOAD_CORE)
    results.put(Publisher(port, valves, secrets.token_hex(4)).run(rate, seconds))


def observe(path, seconds, results):
    """Reads the stream; how late each state was on it, in microseconds."""
    join(LOAD_CORE)
    link = socket.socket(socket.AF_UNIX)
    link.connect(path)
    link.sendall(b'GET /ops/stream HTTP/1.1\r\nhost: localhost\r\n\r\n')
    link.settimeout(0.2)
    # The snapshot at the beginning tells of states from before.
    begin, late, rest = REV_BASE + microseconds(), [], b''
    end, pattern = time.monotonic() + seconds, re.compile(rb'"rev":(\d{14})[,}]')
    while time.monotonic() < end:
        try:
            part = link.recv(1 << 20)
        except TimeoutError:
            continue
        if not part:
            break
        now = REV_BASE + microseconds()
        text = rest + part
        cut = text.rfind(b'\n\n') + 2
        text, rest = (text[:cut], text[cut:]) if cut > 1 else (b'', text)
        late += [now - rev for rev in map(int, pattern.findall(text)) if rev >= begin]
    results.put((late, time.monotonic() >= end))


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__('localhost', timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


class Bench:
    def __init__(self, arguments, place):
        self.arguments, self.place, self.port = arguments, place, free_port()
        with open(f'{place}/mosquitto.conf', 'w') as file:
            file.write(f'listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\nsys_interval 0\n'
                       'set_tcp_nodelay true\nmax_queued_messages 100000\nmax_queued_bytes 0\n' + ('user root\n' if os.geteuid() == 0 else ''))
        self.broker = Child(LOAD_CORE, ['mosquitto', '-c', f'{place}/mosquitto.conf'])
        time.sleep(0.5)

    def serve(self):
        with open(f'{self.place}/config.yaml', 'w') as file:
            file.write('valves:\n')
            for number in range(self.arguments.valves):
                file.write(f'  - {{id: v-{number}, name: valve {number}, segment: "{number % 20}", travel_sec: 12}}\n')
        with open(f'{self.place}/none.env', 'w'):
            os.chmod(f'{self.place}/none.env', 0o600)
        self.socket = f'{self.place}/o.sock'
        environment = {'MQTT_URL': f'mqtt://127.0.0.1:{self.port}', 'LOG_FILE': f'{self.place}/opstui.log'}
        environment.update({f'RATE_LIMIT_{name}': 'off' for name in ('METRICS', 'LOCAL', 'PROBE', 'OPS')})
        self.output = open(f'{self.place}/serve.out', 'w+')
        child = Child(TAKER_CORE, [
            self.arguments.binary, 'serve', '--listen', f'127.0.0.1:{free_port()}', '--socket', self.socket,
            '--state-dir', f'{self.place}/state', '--env-file', f'{self.place}/none.env', '--config',
            f'{self.place}/config.yaml'], environment, self.output)
        end = time.monotonic() + 60
        while not self.is_linked():
            if time.monotonic() > end or child.process.poll() is not None:
                child.stop()
                sys.exit(open(f'{self.place}/serve.out').read()[-2000:] or 'the server has no link to the broker')
            time.sleep(0.1)
        return child

    def is_linked(self):
        try:
            return b'"mqtt":"ok"' in self.get('/health').replace(b' ', b'')
        except OSError:
            return False

    def get(self, path):
        connection = UnixConnection(self.socket)
        connection.request('GET', path)
        return connection.getresponse().read()

    def counters(self):
        text = self.get('/metrics').decode()

        def count(pattern):
            return sum(float(value) for value in re.findall(rf'^{pattern}(?:\{{[^}}]*\}})? (\S+)$', text, re.M))

        return {
            'taken': int(sum(float(value) for value in re.findall(
                r'^mqtt_messages_in_total\{kind="state"\} (\S+)$', text, re.M))),
            'dropped': int(count('mqtt_messages_dropped_total')), 'refused': int(count('mqtt_messages_refused_total')),
        }

    def feed(self, rate, seconds):
        results = multiprocessing.Queue()
        process = multiprocessing.Process(
            target=publish, args=(self.port, self.arguments.valves, rate, seconds, results))
        process.start()
        return process, results

    def warm(self):
        """Every valve once, and what is made at first use."""
        process, results = self.feed(min(5_000, self.arguments.rate), 1)
        results.get()
        process.join()
        time.sleep(0.5)

    def intake(self):
        child = self.serve()
        try:
            if self.arguments.hold:
                print(f'opstui serve is process {child.pid}', flush=True)
            self.warm()
            before, cpu = self.counters(), child.seconds()
            process, results = self.feed(self.arguments.rate, self.arguments.seconds)
            sent, took = results.get()
            ended = time.monotonic()
            while (after := self.counters())['taken'] - before['taken'] + after['dropped'] - before['dropped'] < sent:
                if time.monotonic() - ended > 20:
                    break
                time.sleep(0.02)
            behind, used = time.monotonic() - ended, child.seconds() - cpu
            process.join()
            found = {name: after[name] - before[name] for name in after}
            print(f'opstui: {sent} sent at {sent / took:,.0f}/s, {found["taken"]} taken, {found["dropped"]} dropped, '
                  f'{found["refused"]} refused, {sent - found["taken"]} missing; the last {behind * 1000:.0f} ms behind; '
                  f'{used / sent * 1e6:.2f} us of processor time a message, {used / took * 100:.0f} % of the core, '
                  f'{child.megabytes():.0f} MB')
            time.sleep(self.arguments.hold)
        finally:
            child.stop()

    def peer(self):
        """mosquitto_sub, which prints each message and does nothing else with it."""
        with open(f'{self.place}/lines', 'w+') as lines:
            child = Child(TAKER_CORE, [
                'mosquitto_sub', '-V', 'mqttv5', '-h', '127.0.0.1', '-p', str(self.port), '-q', '1', '-t',
                'ops/v1/main/+/state'], output=lines)
            try:
                time.sleep(0.5)
                cpu = child.seconds()
                process, results = self.feed(self.arguments.rate, self.arguments.seconds)
                sent, took = results.get()
                process.join()
                time.sleep(1)
                used = child.seconds() - cpu
            finally:
                child.stop()
            taken = sum(1 for _ in open(f'{self.place}/lines'))
            print(f'mosquitto_sub: {sent} sent at {sent / took:,.0f}/s, {taken} taken, {sent - taken} missing; '
                  f'{used / sent * 1e6:.2f} us of processor time a message')

    def stream(self):
        child = self.serve()
        try:
            self.warm()
            seconds, results = self.arguments.seconds, multiprocessing.Queue()
            observer = multiprocessing.Process(target=observe, args=(self.socket, seconds + 2, results))
            observer.start()
            time.sleep(1)
            cpu = child.seconds()
            process, sent_results = self.feed(self.arguments.stream_rate, seconds)
            sent, took = sent_results.get()
            used = child.seconds() - cpu
            process.join()
            late, stayed = results.get()
            observer.join()
            late.sort()
            late = late or [0]
            q = [late[min(len(late) - 1, int(len(late) * share))] / 1000 for share in (0.5, 0.99, 0.999)]
            print(f'stream: {sent} sent at {sent / took:,.0f}/s, {len(late)} states on the stream'
                  f'{"" if stayed else " before it was cut off"}; p50 {q[0]:.2f} ms, p99 {q[1]:.2f} ms, '
                  f'p99.9 {q[2]:.2f} ms, most {late[-1] / 1000:.1f} ms; {used / sent * 1e6:.2f} us a message')
        finally:
            child.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--rate', type=int, default=50_000)
    parser.add_argument('--stream-rate', type=int, default=20_000)
    parser.add_argument('--valves', type=int, default=500)
    parser.add_argument('--seconds', type=float, default=8)
    parser.add_argument('--only', default='intake,peer,stream')
    parser.add_argument('--binary', default=f'{ROOT}/.build/release/opstui')
    parser.add_argument('--hold', type=float, default=0, help='keep the server for so long, to look at it')
    parser.add_argument('--realtime', action='store_true', help='run before all else (SCHED_FIFO; needs root)')
    arguments = parser.parse_args()
    if arguments.realtime:
        REALTIME.extend(['chrt', '-f', '1'])
    for program in ('mosquitto', 'mosquitto_sub', 'taskset'):
        if not shutil.which(program):
            sys.exit(f'bench: {program} is missing; install it with apt-get')
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(arguments, place)
        try:
            for name in arguments.only.split(','):
                getattr(bench, name)()
        finally:
            bench.broker.stop()


if __name__ == '__main__':
    main()
