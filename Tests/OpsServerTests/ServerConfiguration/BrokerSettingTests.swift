import OpsCore
import Testing

@testable import OpsServer

/// How the broker, Sparkplug valves and Home Assistant are configured.
@Suite struct BrokerSettingTests {
    private let directory: SettingsDirectory

    init() throws { directory = try SettingsDirectory() }

    private func configured(_ environment: [String: String]) throws -> ServerConfiguration {
        let quiet = environment.merging(["XDG_CONFIG_HOME": directory.path]) { own, _ in own }
        return try ConfigurationLoader.load(
            flags: [:], environment: quiet, workingDirectory: directory.path
        ).configuration
    }

    @Test func theAccountMayStandBesideTheAddressAndInAFile() throws {
        let file = try directory.write("password", "hunter2\n")
        let environment = [
            "MQTT_URL": "mqtts://old:gone@broker", "MQTT_USERNAME": "opstui", "MQTT_PASSWORD_FILE": file,
            "MQTT_CA_FILE": file, "MQTT_CERT_FILE": file, "MQTT_KEY_FILE": file,
        ]
        let broker = try #require(try configured(environment).mqtt)
        #expect(broker.account?.username == "opstui" && broker.account?.password.reveal() == "hunter2")
        #expect(broker.caFile == file && broker.certificateFile == file && broker.keyFile == file)
    }

    @Test func whatDoesNotFitTogetherIsRefused() throws {
        let file = try directory.write("pem", "x")
        for (environment, said) in [
            (["MQTT_URL": "mqtt://b", "MQTT_CA_FILE": file], "mqtts://"),
            (["MQTT_URL": "mqtts://b", "MQTT_CERT_FILE": file], "both"),
            (["MQTT_URL": "mqtts://b", "MQTT_KEY_FILE": file], "both"),
            (["MQTT_URL": "mqtts://b", "MQTT_CA_FILE": "/nonexistent"], "cannot be read"),
            (["MQTT_URL": "mqtts://b", "MQTT_PASSWORD": "x"], "MQTT_USERNAME"),
            (["HOME_ASSISTANT_DISCOVERY_PREFIX": "a/#"], "without wildcards"),
            (["HOME_ASSISTANT_DISCOVERY_PREFIX": "/a"], "without wildcards"),
            (["SPARKPLUG_HOST": "a/b"], "without / + #"),
        ] {
            let error = #expect(throws: ConfigurationError.self) { try configured(environment) }
            #expect(error?.reason.contains(said) == true, "\(environment): \(error?.reason ?? "")")
        }
    }

    @Test func aValveMaySpeakSparkplug() throws {
        let file = try ConfigurationFile(
            text: """
                valves:
                  - {id: a, schema: {sparkplug: {group: g, node: n, device: d}}}
                  - {id: b, schema: {sparkplug: {group: g, node: n, device: e, commands: true}}}
                """, path: "c.yaml")
        #expect(
            file.valves.map(\.schema) == [
                .sparkplug(SparkplugAddress(group: "g", node: "n", device: "d"), commands: false),
                .sparkplug(SparkplugAddress(group: "g", node: "n", device: "e"), commands: true),
            ])
        #expect(throws: ConfigurationError.self) {
            try ConfigurationFile(
                text: """
                    valves:
                      - {id: a, schema: {sparkplug: {group: g, node: n, device: d}}}
                      - {id: b, schema: {sparkplug: {group: g, node: n, device: d}}}
                    """, path: "c.yaml")
        }
    }
}
