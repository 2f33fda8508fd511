import Foundation
import OpsCore
import OpsMQTT

/// The number of an edge node's connection, bdSeq: one more with each attempt, the same in its will and its births.
///
/// Unchecked: the number is read and written under the lock alone.
final class SparkplugConnection: @unchecked Sendable {
    private let lock = NSLock()
    private var number: UInt64 = 255
    private let birthTopic: String
    private let deathTopic: String

    /// Nil where the name makes no topic.
    init?(_ name: SparkplugNodeName) {
        guard let birth = SparkplugTopic(name, .nodeBirth), let death = SparkplugTopic(name, .nodeDeath) else {
            return nil
        }
        birthTopic = birth.text
        deathTopic = death.text
    }

    /// Will and birth of the next connection.
    func next() -> MQTTGreeting {
        lock.withLock { number = (number + 1) % 256 }
        let death = SparkplugPayload(timestamp: nil, metrics: [metric])
        // The births follow when the link is up: they carry what is true then.
        return MQTTGreeting(will: MQTTMessage(topic: deathTopic, payload: death.encode(), qos: 1), birth: [])
    }

    var metric: SparkplugMetric {
        SparkplugMetric(
            name: SparkplugMetricName.birthDeath, type: .int64, value: .long(lock.withLock { number }))
    }

    var birthMetrics: [SparkplugMetric] {
        [
            metric,
            SparkplugMetric(name: SparkplugMetricName.rebirth, type: .boolean, value: .boolean(false)),
        ]
    }
}
