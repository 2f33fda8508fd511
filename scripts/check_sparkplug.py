"""What scripts/check-sparkplug runs: see there. Prints one line a check; exits 1 at the first that fails."""
import http.client, json, os, signal, socket, subprocess, sys, tempfile, time
import pysparkplug as psp

BINARY = os.path.abspath(sys.argv[1])
SITE = 'check'
CONFIG = '''
site: check
valves:
  - {id: v-1, name: one, travel_sec: 5, safe_position: 0, schema: {sparkplug: {group: plant, node: edge-1, device: d1, commands: true}}}
  - {id: v-2, name: two, travel_sec: 5, schema: {sparkplug: {group: plant, node: edge-1, device: d2}}}
  - {id: v-3, name: three, travel_sec: 5, schema: {sparkplug: {group: plant, node: edge-2, device: d1}}}
'''


def now():
    return psp.get_current_timestamp()


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def eventually(what, test, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = test()
        if value:
            print(f'ok    {what}', flush=True)
            return value
        time.sleep(0.1)
    print(f'FAIL  {what}', flush=True)
    raise SystemExit(1)


def check(what, value):
    print(f'{"ok    " if value else "FAIL  "}{what}', flush=True)
    if not value:
        raise SystemExit(1)


class Server(http.client.HTTPConnection):
    """opstui's socket: whoever runs this is an operator there."""

    def __init__(self, path):
        super().__init__('localhost', timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self.path)

    def ask(self, method, path, body=None, headers=None):
        try:
            data = None if body is None else json.dumps(body)
            self.request(method, path, data, {'content-type': 'application/json', **(headers or {})})
            answer = self.getresponse()
            return answer.status, json.loads(answer.read() or b'null')
        except (OSError, http.client.HTTPException):
            return 0, None
        finally:
            self.close()

    def valve(self, name):
        return self.ask('GET', f'/valves/{name}')[1] or {}


def metric(name, kind, value):
    return psp.Metric(timestamp=now(), name=name, datatype=kind, value=value)


def births(position, word):
    return [
        metric('Valve/Position', psp.DataType.FLOAT, position), metric('Valve/State', psp.DataType.STRING, word),
        metric('Cmd/Id', psp.DataType.STRING, ''), metric('Cmd/Target', psp.DataType.FLOAT, position),
        metric('Cmd/NotAfter', psp.DataType.INT64, 0), metric('Cmd/Result', psp.DataType.STRING, ''),
    ]


def report(node, device, position, word):
    node.update_device(device, [
        metric('Valve/Position', psp.DataType.FLOAT, position), metric('Valve/State', psp.DataType.STRING, word)])


def answer(node, device, command, word):
    node.update_device(device, [
        metric('Cmd/Id', psp.DataType.STRING, command), metric('Cmd/Result', psp.DataType.STRING, word)])


COMMANDS = []


def obey(node, message):
    """A device as its maker would write it: all of a command in one message, refused after its time."""
    values = {one.name: one.value for one in message.payload.metrics}
    COMMANDS.append(values)
    command, target = values['Cmd/Id'], values['Cmd/Target']
    if now() > values['Cmd/NotAfter']:
        return answer(node, 'd1', command, 'rejected:TIME_LIMIT_OVER')
    node.update_device('d1', [
        metric('Cmd/Id', psp.DataType.STRING, command), metric('Cmd/Result', psp.DataType.STRING, 'accepted'),
        metric('Cmd/Target', psp.DataType.FLOAT, target)])
    report(node, 'd1', 50.0, 'closing')
    report(node, 'd1', target, 'closed' if target <= 0 else 'open')
    answer(node, 'd1', command, 'completed')


def edge_node(name, devices, port):
    node = psp.EdgeNode('plant', name, [metric('Node Control/Rebirth', psp.DataType.BOOLEAN, False)])
    for device in devices:
        node.register(psp.Device(device, births(100.0, 'open'), cmd_callback=obey))
    node.connect('127.0.0.1', port=port, keepalive=10)
    return node


def run(place, port, children):
    with open(f'{place}/m.conf', 'w') as file:
        file.write(f'listener {port} 127.0.0.1\nallow_anonymous true\n' + ('user root\n' if os.geteuid() == 0 else ''))
    children.append(subprocess.Popen(['mosquitto', '-c', f'{place}/m.conf'], stderr=subprocess.DEVNULL))

    states = []
    host = psp.Client()
    host.subscribe(psp.Topic(message_type=psp.MessageType.STATE, sparkplug_host_id=f'opstui-{SITE}'),
                   psp.QoS.AT_LEAST_ONCE, lambda _, message: states.append(message.payload))

    def listen():
        try:
            host.connect('127.0.0.1', port=port)
            return True
        except OSError:
            return False
    eventually('a host application connects', listen)

    with open(f'{place}/config.yaml', 'w') as file:
        file.write(CONFIG)
    server = subprocess.Popen(
        [BINARY, 'serve', '--listen', 'none', '--socket', f'{place}/s', '--state-dir', f'{place}/state', '--config',
         f'{place}/config.yaml'], cwd=place, stdout=subprocess.DEVNULL, stderr=open(f'{place}/log', 'w'),
        env={'PATH': os.environ['PATH'], 'HOME': place, 'MQTT_URL': f'mqtt://127.0.0.1:{port}'})
    children.append(server)
    opstui = Server(f'{place}/s')
    eventually('opstui says as a host that it is online', lambda: states and states[-1].online)

    node = edge_node('edge-1', ['d1', 'd2'], port)
    eventually('its births are read', lambda: opstui.valve('v-1').get('state') == 'open')
    check('position, boot and life are known', all([
        opstui.valve('v-1')['position_percent'] == 100, opstui.valve('v-1')['boot_id'].startswith('bd-'),
        opstui.valve('v-1')['online'] is True]))
    for number in range(600):
        report(node, 'd2', float(number % 100), 'opening')
    eventually('600 messages in sequence, past the wrap',
               lambda: opstui.valve('v-2').get('position_percent') == 99)
    metrics = opstui_metrics(place)
    check('none was refused', 'mqtt_messages_refused_total' not in metrics
          or 'out_of_sequence' not in metrics)

    status, body = opstui.ask('POST', '/valves/v-2/actuate', {'action': 'open'})
    check('a valve that the site did not allow refuses commands', status == 403 and body['code'] == 'FORBIDDEN')
    status, body = opstui.ask('POST', '/valves/v-1/actuate', {'action': 'close'}, {'prefer': 'wait=30'})
    check('a command is confirmed by telemetry', status == 200 and body['state'] == 'confirmed')
    check('it came once, as one message with all metrics',
          len(COMMANDS) == 1 and set(COMMANDS[0]) == {'Cmd/Id', 'Cmd/Target', 'Cmd/NotAfter'}
          and COMMANDS[0]['Cmd/Id'] == body['id'] and COMMANDS[0]['Cmd/Target'] == 0)
    check('and it would have been closed', opstui.valve('v-1')['state'] == 'closed')

    node.disconnect()
    eventually('a farewell takes both valves at once', lambda: not opstui.valve('v-1').get('online')
               and not opstui.valve('v-2').get('online'))
    status, body = opstui.ask('POST', '/valves/v-1/actuate', {'action': 'open'})
    check('offline is an answer', status == 503 and body['code'] == 'DEVICE_OFFLINE')
    boot = opstui.valve('v-1')['boot_id']
    node = edge_node('edge-1', ['d1', 'd2'], port)
    eventually('it comes back as another boot', lambda: opstui.valve('v-1').get('online')
               and opstui.valve('v-1')['boot_id'] != boot)

    mortal = subprocess.Popen([sys.executable, __file__, BINARY, '--mortal', str(port)])
    children.append(mortal)
    eventually('a node of another process is read', lambda: opstui.valve('v-3').get('online'))
    mortal.kill()
    eventually('its will takes its valve at once', lambda: opstui.valve('v-3').get('online') is False)

    birth = states[-1].timestamp
    server.kill()
    eventually('the will says offline with the timestamp of the birth',
               lambda: not states[-1].online and states[-1].timestamp == birth)
    node.disconnect()
    host.disconnect()


def opstui_metrics(place):
    one = Server(f'{place}/s')
    one.request('GET', '/metrics')
    text = one.getresponse().read().decode()
    one.close()
    return text


def main():
    if '--mortal' in sys.argv:
        edge_node('edge-2', ['d1'], int(sys.argv[-1]))
        return signal.pause()
    children = []
    with tempfile.TemporaryDirectory() as place:
        try:
            run(place, free_port(), children)
            print('all well', flush=True)
        except SystemExit:
            print(open(f'{place}/log').read()[-3000:] if os.path.exists(f'{place}/log') else '', file=sys.stderr)
            raise
        finally:
            for child in children:
                child.kill()
                child.wait()


main()
