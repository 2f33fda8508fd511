#!/usr/bin/env python3
"""The edge under load beside its peers: requests a second, latency and processor time a request.

Three servers, one after the other and each alone on core 0: opstui's whole chain, the same chain in FastAPI + slowapi
under uvicorn, and a bare Hummingbird route. `wrk` and Redis have core 1. Then opstui once more with Redis stopped.
On a machine that does other work too, trust the column of processor time: it hardly depends on the neighbours.

Usage: run.py [--seconds N] [--connections N] [--rounds N] [--only opstui,fastapi,bare,stopped] [--binary PATH]
Needs: wrk, redis-server, `swift build -c release --product opstui`; makes .build-bench/ for the two peers.
"""
import argparse, os, re, secrets, shutil, signal, socket, statistics, subprocess, sys, tempfile, time, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILD = os.path.join(ROOT, '.build-bench')
SERVER_CORE, LOAD_CORE = '0', '1'
ROUTE = '/ops/model-status'
# So high that nobody is refused; the work of counting is the same.
LIMIT = {'opstui': '1000000/1s', 'fastapi': '1000000/second'}


def pinned(core, command):
    return ['taskset', '-c', core] + command


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Child:
    """A program of the measurement; ended with it."""

    def __init__(self, core, command, environment=None, place=None):
        self.errors = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen(
            pinned(core, command), env=dict(os.environ, **(environment or {})), cwd=place,
            stdout=self.errors, stderr=self.errors)
        self.pid = self.process.pid

    def seconds(self):
        fields = open(f'/proc/{self.pid}/stat').read().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def await_answer(self, url, headers):
        end = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=5) as answer:
                    return dict(answer.headers)
            except OSError as error:
                if time.monotonic() > end or self.process.poll() is not None:
                    self.errors.seek(0)
                    sys.exit(f'{url}: {error}\n{self.errors.read()[-2000:]}')
                time.sleep(0.1)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def milliseconds(text):
    value, unit = re.match(r'([\d.]+)(us|ms|s)', text).groups()
    return float(value) * {'us': 0.001, 'ms': 1, 's': 1000}[unit]


def start_wrk(arguments, url, headers, seconds):
    command = ['wrk', '-t1', f'-c{arguments.connections}', f'-d{seconds}s', '--timeout', '5s', '--latency']
    for name, value in headers.items():
        command += ['-H', f'{name}: {value}']
    return subprocess.Popen(pinned(LOAD_CORE, command + [url]), stdout=subprocess.PIPE, text=True)


def finish_wrk(process):
    text, _ = process.communicate()

    def quantile(name):
        found = re.search(rf'^\s+{name}\s+(\S+)$', text, re.M)
        return milliseconds(found.group(1)) if found else float('nan')

    refused = re.search(r'Non-2xx or 3xx responses: (\d+)', text)
    broken = re.search(r'Socket errors: (.*)', text)
    return {
        'requests': int(re.search(r'(\d+) requests in', text).group(1)),
        'rate': float(re.search(r'Requests/sec:\s+([\d.]+)', text).group(1)),
        'p50': quantile('50%'), 'p99': quantile('99%'),
        'refused': int(refused.group(1)) if refused else 0, 'broken': broken.group(1) if broken else '',
    }


def measure(arguments, child, url, headers):
    finish_wrk(start_wrk(arguments, url, headers, 2))
    before = child.seconds()
    found = finish_wrk(start_wrk(arguments, url, headers, arguments.seconds))
    found['cpu'] = (child.seconds() - before) / max(found['requests'], 1) * 1e6
    return found


def median(found):
    """Of several rounds, each figure's median: neighbours disturb one round more than another."""
    middle = {key: statistics.median(each[key] for each in found) for key in ('rate', 'p50', 'p99', 'cpu')}
    return {**found[0], **middle, 'refused': sum(each['refused'] for each in found)}


class Bench:
    def __init__(self, arguments, place):
        self.arguments, self.place = arguments, place
        self.key = secrets.token_urlsafe(32)
        self.headers = {'x-api-key': self.key}
        self.redis_port = free_port()
        self.redis = Child(LOAD_CORE, [
            'redis-server', '--port', str(self.redis_port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no',
            '--dir', place])

    def opstui(self, body):
        port = free_port()
        environment = {
            'API_KEY_BENCH': self.key, 'RATE_LIMIT_OPS': LIMIT['opstui'], 'LOG_FILE': f'{self.place}/opstui.log',
            'REDIS_URL': f'redis://127.0.0.1:{self.redis_port}', 'OPSTUI_ENV_FILE': f'{self.place}/none.env',
        }
        open(f'{self.place}/none.env', 'w').close()
        os.chmod(f'{self.place}/none.env', 0o600)
        child = Child(SERVER_CORE, [
            self.arguments.binary, 'serve', '--listen', f'127.0.0.1:{port}', '--socket', f'{self.place}/opstui.sock',
            '--state-dir', f'{self.place}/state'], environment, self.place)
        return self.serve(child, port, body)

    def fastapi(self, body):
        port = free_port()
        environment = {
            'BENCH_KEY': self.key, 'BENCH_LIMIT': LIMIT['fastapi'], 'BENCH_LOG': f'{self.place}/fastapi.log',
            'BENCH_REDIS': f'redis://127.0.0.1:{self.redis_port}',
        }
        child = Child(SERVER_CORE, [
            f'{BUILD}/venv/bin/uvicorn', 'app:app', '--host', '127.0.0.1', '--port', str(port), '--no-access-log',
            '--loop', 'uvloop', '--http', 'httptools'], environment, f'{HERE}/peer')
        return self.serve(child, port, body)

    def bare(self, body):
        port = free_port()
        return self.serve(Child(SERVER_CORE, [f'{BUILD}/bare/release/bare', str(port)]), port, body)

    def serve(self, child, port, body):
        try:
            url = f'http://127.0.0.1:{port}{ROUTE}'
            child.await_answer(url, self.headers)
            return body(child, url)
        finally:
            child.stop()

    def load(self, child, url):
        return measure(self.arguments, child, url, self.headers)

    def stopped(self, child, url):
        """p99 with Redis well, then stopped under load and measured from the second second on."""
        finish_wrk(start_wrk(self.arguments, url, self.headers, 2))
        well = finish_wrk(start_wrk(self.arguments, url, self.headers, self.arguments.seconds))
        under_way = start_wrk(self.arguments, url, self.headers, 2)
        time.sleep(1)
        self.redis.process.send_signal(signal.SIGSTOP)
        finish_wrk(under_way)
        hung = finish_wrk(start_wrk(self.arguments, url, self.headers, self.arguments.seconds))
        self.redis.process.send_signal(signal.SIGCONT)
        return well, hung


def prepare(wanted):
    if 'fastapi' in wanted and not os.path.exists(f'{BUILD}/venv/bin/uvicorn'):
        subprocess.check_call([sys.executable, '-m', 'venv', f'{BUILD}/venv'])
        subprocess.check_call([f'{BUILD}/venv/bin/pip', 'install', '-q', '-r', f'{HERE}/peer/requirements.txt'])
    if 'bare' in wanted and not os.path.exists(f'{BUILD}/bare/release/bare'):
        subprocess.check_call([
            'swift', 'build', '-c', 'release', '--package-path', f'{HERE}/bare', '--scratch-path', f'{BUILD}/bare'])


def row(name, found):
    note = f'  {found["refused"]} refused' if found['refused'] else ''
    note += f'  {found["broken"]}' if found['broken'] else ''
    print(f'{name:22} {found["rate"]:10.0f} {found["p50"]:9.2f} {found["p99"]:9.2f} {found["cpu"]:14.1f}{note}')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seconds', type=int, default=8)
    parser.add_argument('--connections', type=int, default=64)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--only', default='fastapi,bare,opstui,stopped')
    parser.add_argument('--binary', default=f'{ROOT}/.build/release/opstui')
    arguments = parser.parse_args()
    wanted = arguments.only.split(',')
    for program in ('wrk', 'redis-server', 'taskset'):
        if not shutil.which(program):
            sys.exit(f'bench: {program} is missing; install it with apt-get')
    prepare(wanted)
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(arguments, place)
        try:
            report(bench, wanted)
        finally:
            bench.redis.stop()


def report(bench, wanted):
    names = [name for name in ('fastapi', 'bare', 'opstui') if name in wanted]
    # In turns: a machine that is slower for a minute is so for all of them.
    rounds = [{name: getattr(bench, name)(bench.load) for name in names} for _ in range(bench.arguments.rounds)]
    runs = {name: median([each[name] for each in rounds]) for name in names}
    if runs:
        print(f'{"":22} {"requests/s":>10} {"p50 ms":>9} {"p99 ms":>9} {"CPU us/request":>14}')
    for name, found in runs.items():
        row(name, found)
    ours = runs.get('opstui')
    for name in ('fastapi', 'bare'):
        if ours and name in runs:
            other = runs[name]
            print(f'opstui / {name:13} {ours["rate"] / other["rate"]:10.2f} by requests/s, '
                  f'{other["cpu"] / ours["cpu"]:.2f} by processor time')
    if 'stopped' in wanted:
        well, hung = bench.opstui(bench.stopped)
        print(f'p99 with Redis well {well["p99"]:.2f} ms, stopped {hung["p99"]:.2f} ms, '
              f'difference {hung["p99"] - well["p99"]:+.2f} ms'
              + (f', {hung["refused"]} refused' if hung['refused'] else ''))


main()
