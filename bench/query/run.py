#!/usr/bin/env python3
"""The shipped rules over 100,000 series, and a histogram_quantile over 1,000 series, beside Debian's Prometheus.

The data is made here, the same at each run. Prometheus gets it by remote write, so that it lies in its head as what was
scraped does; ours is read from an exposition. Both are asked for the same expressions at the same times in turns, on one
core, and the answers are compared. The time of Prometheus is its own `evalTotalTime` (`stats=all`), that is without HTTP,
JSON and parsing; ours is that of evaluation alone. The medians of all rounds are shown.

Usage: run.py [--rounds 9] [--instances 445] [--minutes 5] [--core 0] [--binary PATH] [--rules FILE] [--only ours]
Needs: prometheus, `swift build -c release --product QueryTimes`.
"""
import argparse, json, math, os, random, shutil, socket, statistics, struct, subprocess, sys, tempfile, time
import urllib.error, urllib.parse, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STEP = 15_000
BOUNDS = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '+Inf']
ENDPOINTS = ['/v1/jobs', '/v1/jobs/{id}', '/v1/leads/enrich', '/v1/leads/{id}', '/v1/leads/search', '/v1/jobs/{id}/retry',
             '/ops/stream', '/metrics', '/v1/valves', '/v1/alerts']
QUANTILE = 'histogram_quantile(0.95, sum by (le, job) (rate(x_bucket[5m])))'


def counter(source, samples, rate):
    value, values = 0, []
    for _ in range(samples):
        value += int(source.expovariate(1) * rate)
        values.append(value)
    return values


def buckets(source, samples, count):
    """Cumulative buckets, each a counter."""
    totals, rows = [0] * count, []
    for _ in range(samples):
        below = 0
        for place in range(count):
            below += source.randrange(2 + 2 * (count - place))
            totals[place] += below
        rows.append(list(totals))
    return list(zip(*rows))


def fleet(instances, samples):
    """(name, labels, values) of every series of a fleet of instances: about 225 each."""
    source = random.Random(5)
    for number in range(instances):
        own = [('instance', f'10.0.{number // 250}.{number % 250}:8080'), ('job', f'gateway-{number % 7}'), ('service', 'gateway')]
        for endpoint in ENDPOINTS:
            at = own + [('endpoint', endpoint)]
            for status, rate in (('200', 300), ('202', 20), ('404', 4), ('429', 3), ('503', 2)):
                yield 'http_requests_total', at + [('method', 'GET'), ('status', status)], counter(source, samples, rate)
            rows = buckets(source, samples, len(BOUNDS))
            for bound, values in zip(BOUNDS, rows):
                yield 'http_request_duration_seconds_bucket', at + [('le', bound)], values
            yield 'http_request_duration_seconds_count', at, rows[-1]
            yield 'http_request_duration_seconds_sum', at, [value * 0.07 for value in rows[-1]]
        for name in ('enrich', 'mail', 'mqtt'):
            yield 'breaker_state', own + [('breaker', name)], [source.randrange(2) for _ in range(samples)]
        for name in ('queued', 'failed', 'succeeded'):
            yield 'jobs_total', own + [('state', name)], counter(source, samples, 30)
        for name in ('leads', 'geocodes'):
            yield 'cache_hits_total', own + [('cache', name)], counter(source, samples, 50)
            yield 'cache_misses_total', own + [('cache', name)], counter(source, samples, 30)
        for name in ('service-level', 'parts'):
            yield 'prometheus_rule_evaluation_failures_total', own + [('rule_group', name)], [0] * samples
        for name in range(10):
            yield 'tenant_requests_total', own + [('tenant', f't-{number % 5}{name}')], counter(source, samples, 90)
        for name in ('job_queue_depth', 'job_oldest_age_seconds', 'rate_limiter_local', 'mqtt_up'):
            yield name, own, [source.randrange(2) for _ in range(samples)]
        for valve in range(20):
            yield 'valve_stale', own + [('valve', f'v-{valve}')], [0] * samples
    for tenant in range(50):
        yield 'tenant:tenant_requests:rate1m', [('tenant', f't-{tenant}')], [source.random() for _ in range(samples)]


def quantile(samples):
    """1,000 series of ten jobs with ten instances, ten buckets each."""
    source = random.Random(6)
    for number in range(100):
        rows = buckets(source, samples, 10)
        for bound, values in zip(BOUNDS[1:], rows):
            yield 'x_bucket', [('instance', f'i-{number}'), ('job', f'j-{number % 10}'), ('le', bound)], values


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, body):
    return varint(number << 3 | 2) + varint(len(body)) + body


def remote_series(name, labels, values, first):
    """One TimeSeries of prometheus.WriteRequest (prompb/types.proto: labels 1, samples 2)."""
    parts = [field(1, field(1, key.encode()) + field(2, value.encode()))
             for key, value in sorted(labels + [('__name__', name)])]
    for place, value in enumerate(values):
        parts.append(field(2, b'\x09' + struct.pack('<d', value) + b'\x10' + varint(first + STEP * place)))
    return field(1, b''.join(parts))


class Peer:
    """A Prometheus with an empty directory of its own."""

    def __init__(self, place, core):
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.base = f'http://127.0.0.1:{probe.getsockname()[1]}'
        config = os.path.join(place, 'prometheus.yml')
        open(config, 'w').close()
        self.log = open(os.path.join(place, 'prometheus.log'), 'w+')
        self.process = subprocess.Popen(
            ['taskset', '-c', core, 'prometheus', f'--config.file={config}', '--web.enable-remote-write-receiver',
             f'--storage.tsdb.path={place}/tsdb', f'--web.listen-address={self.base[7:]}'],
            stdout=self.log, stderr=subprocess.STDOUT)
        for _ in range(600):
            try:
                urllib.request.urlopen(self.base + '/-/ready', timeout=5)
                return
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        self.log.seek(0)
        sys.exit('prometheus does not start: ' + self.log.read()[-1000:])

    def write(self, series):
        """Snappy's block format with a single literal: its length, the tag, and the bytes as they are."""
        body = b''.join(series)
        framed = varint(len(body)) + b'\xfc' + struct.pack('<I', len(body) - 1) + body
        request = urllib.request.Request(self.base + '/api/v1/write', framed, {
            'Content-Type': 'application/x-protobuf', 'Content-Encoding': 'snappy',
            'X-Prometheus-Remote-Write-Version': '0.1.0'})
        try:
            urllib.request.urlopen(request, timeout=120)
        except urllib.error.HTTPError as error:
            sys.exit(f'prometheus refuses the data: {error.read().decode()}')

    def ask(self, path, **arguments):
        """(seconds of evaluation, samples it looked at, the answer as QueryTimes shows it)"""
        data = urllib.parse.urlencode(dict(arguments, stats='all')).encode()
        answer = json.load(urllib.request.urlopen(self.base + '/api/v1/' + path, data, timeout=300))['data']
        value = [[one['metric'], one.get('values') or [one['value']]] for one in answer['result']]
        stats = answer['stats']
        return stats['timings']['evalTotalTime'], stats['samples']['totalQueryableSamples'], value

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


class Ours:
    def __init__(self, core, binary, data, rules):
        self.process = subprocess.Popen(['taskset', '-c', core, binary, data, rules],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.loaded = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit('QueryTimes ended')
        return json.loads(line)

    def ask(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()
        return self.read()

    def stop(self):
        self.process.stdin.close()
        self.process.wait(60)


def number(text):
    return float(str(text).replace('+', ''))


def agree(ours, theirs):
    def table(answer):
        return {tuple(sorted(labels.items())): [number(value) for _, value in values] for labels, values in answer}
    left, right = table(ours), table(theirs)
    if left.keys() != right.keys():
        return False
    for key, mine in left.items():
        other = right[key]
        if len(mine) != len(other):
            return False
        for a, b in zip(mine, other):
            if not (a == b or math.isnan(a) and math.isnan(b) or math.isclose(a, b, rel_tol=1e-9)):
                return False
    return True


def give(peer, series, first):
    """Slices of 25 minutes, all series of each: a head takes nothing that is an hour older than its newest sample."""
    for begin in range(0, max(len(values) for _, _, values in series), 100):
        for place in range(0, len(series), 2_000):
            peer.write([remote_series(name, labels, values[begin:begin + 100], first + STEP * begin)
                        for name, labels, values in series[place:place + 2_000]])


def make(place, options, end, peer):
    """Writes the data for ours and gives it to the peer."""
    path = os.path.join(place, 'data.txt')
    with open(path, 'w') as out:
        for samples, series in ((65 * 4 + 1, quantile), (options.minutes * 4 + 1, lambda n: fleet(options.instances, n))):
            series, first = list(series(samples)), end - STEP * (samples - 1)
            for name, labels, values in series:
                text = ','.join('%s="%s"' % pair for pair in labels)
                out.write(''.join('%s{%s} %r %d\n' % (name, text, value, first + STEP * place)
                                  for place, value in enumerate(values)))
            if peer:
                give(peer, series, first)
    return path


def line(name, ours, theirs, samples, same):
    ratio = f'{ours / theirs:6.2f}' if theirs else '     –'
    peer = f'{theirs * 1e3:10.2f}' if theirs else '         –'
    print(f'{name:32} {ours * 1e3:10.2f} {peer} {ratio} {samples:>10} {same}')


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--rounds', type=int, default=9)
    options.add_argument('--instances', type=int, default=445)
    options.add_argument('--minutes', type=int, default=5)
    options.add_argument('--core', default='0')
    options.add_argument('--binary', default=os.path.join(ROOT, '.build/release/QueryTimes'))
    options.add_argument('--rules', default=os.path.join(ROOT, 'deploy/rules/opstui.rules.yml'))
    options.add_argument('--only', choices=['ours'])
    options = options.parse_args()
    if not os.path.exists(options.binary):
        sys.exit(f'{options.binary} is missing; swift build -c release --product QueryTimes')
    place = tempfile.mkdtemp(prefix='bench-query-')
    peer = None
    try:
        if options.only != 'ours':
            if not shutil.which('prometheus'):
                sys.exit('prometheus is missing; apt-get install prometheus, or see ours alone with --only ours')
            peer = Peer(place, options.core)
        end = int(time.time()) // 60 * 60_000
        ours = Ours(options.core, options.binary, make(place, options, end, peer), options.rules)
        # Between two samples: windows that end on one are open on the left in Prometheus 3 and closed in 2.
        end += 7_000
        print('ours holds %(series)d series, %(samples)d samples, read in %(seconds).1f s' % ours.loaded)
        measure(options, ours, peer, end)
        ours.stop()
    finally:
        if peer:
            peer.stop()
        shutil.rmtree(place)


def measure(options, ours, peer, end):
    start = end - 3_600_000
    mine, theirs, samples, same = {}, {}, {}, {}

    def note(name, seconds, value, path, **arguments):
        mine.setdefault(name, []).append(seconds)
        if not peer:
            return
        took, looked, answer = peer.ask(path, **arguments)
        theirs.setdefault(name, []).append(took)
        samples[name] = looked
        same[name] = 'same' if agree(value, answer) else 'DIFFERENT'

    for _ in range(options.rounds):
        for rule in ours.ask(f'rules {end}'):
            note(rule['rule'], rule['seconds'], rule['value'], 'query', query=rule['expression'], time=end / 1000)
        answer = ours.ask(f'range {start} {end} {STEP} {QUANTILE}')
        note('quantile', answer['seconds'], answer['value'], 'query_range', query=QUANTILE, start=start / 1000,
             end=end / 1000, step=STEP / 1000)
    print(f'medians of {options.rounds} rounds, in milliseconds\n')
    print(f'{"":32} {"ours":>10} {"prometheus":>10} {"ratio":>6} {"samples":>10} answers')
    middle = {name: statistics.median(values) for name, values in mine.items()}
    other = {name: statistics.median(values) for name, values in theirs.items()}
    for name in middle:
        if name != 'quantile':
            line(name, middle[name], other.get(name), samples.get(name, ''), same.get(name, ''))
    rules = [name for name in middle if name != 'quantile']
    line(f'all {len(rules)} rules', sum(middle[name] for name in rules), sum(other.get(name, 0) for name in rules),
         sum(samples.get(name, 0) for name in rules), '')
    line('1,000 series × 1 h, quantile', middle['quantile'], other.get('quantile'), samples.get('quantile', ''),
         same.get('quantile', ''))


if __name__ == '__main__':
    main()
