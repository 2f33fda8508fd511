import OpsChildren
import OpsCore

extension DemoGround {
    /// Only the server writes commands, each device only its own topics, dashboards nothing.
    static func accounts(
        _ valves: [ValveConfiguration], server: Secret, dashboard: Secret, devices: [String: Secret]
    ) -> [MosquittoAccount] {
        let root = "ops/v1/\(site)"
        let groups = Set(valves.compactMap(\.schema.sparkplug?.group)).sorted()
        let spoken = groups.flatMap { group -> [MosquittoACL] in
            [
                .write("\(SparkplugTopic.namespace)/\(group)/NCMD/+"),
                .write("\(SparkplugTopic.namespace)/\(group)/DCMD/+/+"),
            ]
        }
        let people = [
            MosquittoAccount(
                username: "server", password: server.reveal(),
                acl: [
                    .read("\(root)/#"), .write("\(root)/+/cmd"), .read("\(SparkplugTopic.namespace)/#"),
                    .write("\(SparkplugTopic.namespace)/STATE/+"),
                ] + spoken),
            MosquittoAccount(
                username: "dashboard", password: dashboard.reveal(),
                acl: ["state", "tele", "avail"].map { .read("\(root)/+/\($0)") }),
        ]
        return people
            + valves.compactMap { valve in
                devices[valve.id].map { password in
                    MosquittoAccount(
                        username: valve.id, password: password.reveal(),
                        acl: valve.schema.sparkplug.map(rules) ?? rules(root, valve.id))
                }
            }
    }

    private static func rules(_ root: String, _ valve: String) -> [MosquittoACL] {
        [.read("\(root)/\(valve)/cmd")] + ["ack", "state", "tele", "avail"].map { .write("\(root)/\(valve)/\($0)") }
    }

    private static func rules(_ address: SparkplugAddress) -> [MosquittoACL] {
        SparkplugMessageKind.allCases.compactMap { kind in
            let device = kind.concernsDevice ? address.device : nil
            guard let topic = SparkplugTopic(address.name, kind, device: device)?.text else { return nil }
            return kind.isCommand ? .read(topic) : .write(topic)
        }
    }
}
