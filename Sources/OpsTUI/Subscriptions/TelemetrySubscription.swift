import Foundation
import OpsClient
import OpsCore
import OpsMQTT

/// The dashboard's own subscription to the valves' states, on the read-only account that the server hands out.
enum TelemetrySubscription {
    /// How often a server that hands out no account is asked again, seconds.
    private static let askAgainSeconds = 60.0
    /// Failed connections in a row after which the account is asked for anew: the broker may have been replaced.
    private static let patience = 3

    static func run(_ client: OpsClient, into queue: EventQueue) async {
        while !Task.isCancelled {
            do {
                let access = try await client.telemetryAccess()
                await follow(access, into: queue)
                try await Task.sleep(for: .seconds(Double.random(in: 1...3)))
            } catch let error as OpsClientError {
                await queue.post(.telemetry(.unavailable(reason: error.description)))
                try? await Task.sleep(for: .seconds(wait(after: error)))
            } catch {
                return
            }
        }
    }

    private static func wait(after error: OpsClientError) -> Double {
        if case .unreachable = error { return Double.random(in: 3...8) }
        return askAgainSeconds
    }

    /// Follows one broker until it was unreachable for too long or the dashboard ends.
    private static func follow(_ access: TelemetryAccess, into queue: EventQueue) async {
        guard let filter = ValveTopic.filter(site: access.site, kind: .state) else {
            await queue.post(.telemetry(.unavailable(reason: "the server's site has a name that topics cannot carry")))
            return
        }
        let configuration = MQTTConfiguration(
            host: access.host, port: access.port, username: access.username, password: access.password,
            clientID: "opstui-view-\(UUID().uuidString.prefix(8).lowercased())")
        let mqtt = MQTTClient(configuration, subscriptions: [MQTTSubscription(filter: filter, qos: 0)])
        mqtt.start()
        var failures = 0
        for await event in mqtt.events {
            guard !Task.isCancelled else { break }
            await queue.post(.telemetry(update(of: event, site: access.site)))
            switch event {
            case .linkUp: failures = 0
            case .linkDown: failures += 1
            case .messages, .overflow: break
            }
            if failures >= patience { break }
        }
        await mqtt.stop()
    }

    static func update(of event: MQTTEvent, site: String) -> TelemetryUpdate {
        switch event {
        case .linkUp: return .linkUp
        case .linkDown(let reason, _): return .linkDown(reason: reason)
        case .overflow(let dropped): return .overflow(dropped: dropped)
        case .messages(let messages):
            var newest: [String: ValveReading] = [:]
            var unreadable = 0
            // A retained state says what was, not what is: it makes nothing fresh, and the server tells it too.
            for message in messages where !message.retain {
                guard let reading = ValveReading(topic: message.topic, payload: message.payload, site: site) else {
                    unreadable += 1
                    continue
                }
                newest[reading.valveID] = reading
            }
            return .readings(newest.values.sorted { $0.valveID < $1.valveID }, unreadable: unreadable)
        }
    }
}
