import OpsCore

/// Messages of an edge node, for tables.
enum SparkplugFixture {
    static let address = SparkplugAddress(group: "g", node: "n", device: "d")

    static func payload(
        _ sequence: UInt64?, _ metrics: [SparkplugMetric] = [], at seconds: Double = 0
    ) -> SparkplugPayload {
        SparkplugPayload(
            timestamp: UInt64(ValveFixture.at(seconds).wall.milliseconds), metrics: metrics, sequence: sequence)
    }

    static func birthDeath(_ number: UInt64) -> SparkplugMetric {
        SparkplugMetric(name: "bdSeq", type: .int64, value: .long(number))
    }

    static func metric(
        _ name: SparkplugMetricName, _ value: SparkplugValue?, _ type: SparkplugDataType? = nil, alias: UInt64? = nil,
        quality: SparkplugQuality? = nil
    ) -> SparkplugMetric {
        SparkplugMetric(name: name.rawValue, alias: alias, type: type, value: value, quality: quality)
    }

    /// What a valve's device says at its birth.
    static func valve(
        _ position: Double = 100, _ word: String = "open", command: String = "", result: String = ""
    ) -> [SparkplugMetric] {
        [
            metric(.position, .double(position), .double, alias: 1), metric(.state, .string(word), .string, alias: 2),
            metric(.commandID, .string(command), .string, alias: 3),
            metric(.commandTarget, .double(position), .double, alias: 4),
            metric(.commandNotAfter, .long(0), .int64, alias: 5), metric(.result, .string(result), .string, alias: 6),
        ]
    }

    /// Metrics by alias alone, as later messages bring them.
    static func aliased(_ alias: UInt64, _ value: SparkplugValue?) -> SparkplugMetric {
        SparkplugMetric(alias: alias, value: value)
    }

    /// Something that could come.
    static func random(_ random: inout SplitMix64) -> SparkplugPayload {
        let values: [SparkplugValue?] = [
            .double(.nan), .double(40), .float(-1), .int(.max), .long(.max), .string("open"), .string("c-1"),
            .string("completed"), .string("\u{202E}"), .boolean(true), nil, .bytes([1]),
        ]
        let names = SparkplugMetricName.allCases
        var metrics = (0..<Int.random(in: 0..<8, using: &random)).map { _ in
            SparkplugMetric(
                name: Bool.random(using: &random)
                    ? names[Int.random(in: 0..<names.count, using: &random)].rawValue : nil,
                alias: UInt64.random(in: 0..<20, using: &random),
                value: values[Int.random(in: 0..<values.count, using: &random)],
                isHistorical: Int.random(in: 0..<9, using: &random) == 0)
        }
        if Bool.random(using: &random) { metrics.append(birthDeath(UInt64.random(in: 0..<300, using: &random))) }
        return payload(UInt64.random(in: 0..<4, using: &random), metrics)
    }
}
