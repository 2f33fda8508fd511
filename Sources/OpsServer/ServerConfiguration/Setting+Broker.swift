import OpsCore

extension Setting {
    /// The broker, and what is told to others over it.
    static let broker: [Setting] = [
        Setting("MQTT_URL", path: "mqtt.url", secret: true, show: { $0.mqtt.map { "\($0.host):\($0.port)" } ?? "" }) {
            $0.mqtt = try $1.broker()
        },
        // After the address, whose account they replace.
        Setting("MQTT_USERNAME", path: "mqtt.username", show: { $0.mqtt?.account?.username ?? "" }) {
            let password = $0.mqtt?.account?.password ?? Secret("")
            $0.mqtt?.account = BrokerAccount(username: $1.text, password: password)
        },
        Setting(
            "MQTT_PASSWORD", path: "mqtt.password", secret: true, show: { $0.mqtt?.account?.password.reveal() ?? "" }
        ) {
            let username = $0.mqtt?.account?.username ?? ""
            $0.mqtt?.account = BrokerAccount(username: username, password: Secret($1.text))
        },
        Setting("MQTT_CA_FILE", path: "mqtt.ca_file", show: { $0.mqtt?.caFile ?? "" }) { $0.mqtt?.caFile = $1.path },
        Setting("MQTT_CERT_FILE", path: "mqtt.cert_file", show: { $0.mqtt?.certificateFile ?? "" }) {
            $0.mqtt?.certificateFile = $1.path
        },
        Setting("MQTT_KEY_FILE", path: "mqtt.key_file", show: { $0.mqtt?.keyFile ?? "" }) {
            $0.mqtt?.keyFile = $1.path
        },
        Setting(
            "MQTT_TELEMETRY_USERNAME", path: "mqtt.telemetry_username",
            show: { $0.telemetryAccount?.username ?? "" }
        ) {
            $0.telemetryAccount = BrokerAccount(
                username: $1.text, password: $0.telemetryAccount?.password ?? Secret(""))
        },
        Setting(
            "MQTT_TELEMETRY_PASSWORD", path: "mqtt.telemetry_password", secret: true,
            show: { $0.telemetryAccount?.password.reveal() ?? "" }
        ) {
            $0.telemetryAccount = BrokerAccount(
                username: $0.telemetryAccount?.username ?? "", password: Secret($1.text))
        },
        Setting("SPARKPLUG_HOST", path: "sparkplug_host", show: { $0.sparkplugHost ?? "opstui-\($0.site)" }) {
            guard SparkplugTopic.isName($1.text) else {
                throw SettingError(expected: "a name of 1 to 128 bytes without / + #")
            }
            $0.sparkplugHost = $1.text
        },
        Setting(
            "HOME_ASSISTANT_DISCOVERY_PREFIX", path: "home_assistant_discovery_prefix",
            show: { $0.homeAssistantPrefix ?? "" }
        ) {
            let levels = $1.text.split(separator: "/", omittingEmptySubsequences: false)
            guard levels.allSatisfy({ SparkplugTopic.isName(String($0)) }), $1.text.utf8.count <= 200 else {
                throw SettingError(expected: "a topic without wildcards, such as homeassistant")
            }
            $0.homeAssistantPrefix = $1.text
        },
    ]
}
