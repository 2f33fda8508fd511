import OpsMetrics

/// The `data` member of Prometheus' query answers.
enum QueryJSON {
    static func data(_ value: QueryValue, at milliseconds: Int64) -> String {
        switch value {
        case .scalar(let number):
            return #"{"resultType":"scalar","result":"# + pair(milliseconds, number) + "}"
        case .string(let text):
            return #"{"resultType":"string","result":["# + seconds(milliseconds) + "," + quoted(text) + "]}"
        case .vector(let samples):
            let items = samples.map {
                #"{"metric":"# + metric($0.labels) + #","value":"# + pair(milliseconds, $0.value) + "}"
            }
            return #"{"resultType":"vector","result":["# + items.joined(separator: ",") + "]}"
        case .matrix(let series):
            let items = series.map { series in
                let values = series.samples.map { pair($0.milliseconds, $0.value) }.joined(separator: ",")
                return #"{"metric":"# + metric(series.labels) + #","values":["# + values + "]}"
            }
            return #"{"resultType":"matrix","result":["# + items.joined(separator: ",") + "]}"
        }
    }

    private static func metric(_ labels: Labels) -> String {
        "{" + labels.pairs.map { quoted($0.name) + ":" + quoted($0.value) }.joined(separator: ",") + "}"
    }

    private static func pair(_ milliseconds: Int64, _ value: Double) -> String {
        "[" + seconds(milliseconds) + ",\"" + number(value) + "\"]"
    }

    private static func seconds(_ milliseconds: Int64) -> String {
        let rest = milliseconds % 1000
        guard rest != 0 else { return "\(milliseconds / 1000)" }
        return "\(milliseconds / 1000)." + String(repeating: "0", count: rest < 10 ? 2 : rest < 100 ? 1 : 0) + "\(rest)"
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }

    private static func quoted(_ text: String) -> String { JSONText.quoted(text) }
}
