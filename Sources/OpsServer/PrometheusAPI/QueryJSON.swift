import OpsMetrics

/// The values of expressions as Prometheus' API writes them.
public enum QueryJSON {
    /// `"resultType":…,"result":…`, the members of `data`.
    static func members(_ value: QueryValue, at milliseconds: Int64, to writer: inout JSONWriter) {
        switch value {
        case .scalar(let number):
            writer.raw(#""resultType":"scalar","result":"#)
            pair(milliseconds, number, &writer)
        case .string(let text):
            writer.raw(#""resultType":"string","result":["#)
            writer.raw(seconds(milliseconds))
            writer.raw(",")
            writer.text(text)
            writer.raw("]")
        case .vector(let samples):
            writer.raw(#""resultType":"vector","result":"#)
            writer.list(samples) { writer, sample in
                writer.raw(#"{"metric":"#)
                labels(sample.labels, &writer)
                writer.raw(#","value":"#)
                pair(milliseconds, sample.value, &writer)
                writer.raw("}")
            }
        case .matrix(let series):
            writer.raw(#""resultType":"matrix","result":"#)
            writer.list(series) { writer, series in
                writer.raw(#"{"metric":"#)
                labels(series.labels, &writer)
                writer.raw(#","values":"#)
                writer.list(series.samples) { pair($1.milliseconds, $1.value, &$0) }
                writer.raw("}")
            }
        }
    }

    /// The labels of a series as an object.
    static func labels(_ labels: Labels, _ writer: inout JSONWriter) {
        writer.texts(labels.pairs.lazy.map { ($0.name, $0.value) })
    }

    private static func pair(_ milliseconds: Int64, _ value: Double, _ writer: inout JSONWriter) {
        writer.raw("[")
        writer.raw(seconds(milliseconds))
        writer.raw(",\"")
        writer.raw(GoNumber.text(value))
        writer.raw("\"]")
    }

    /// Seconds since the epoch, with milliseconds where there are any.
    public static func seconds(_ milliseconds: Int64) -> String {
        let sign = milliseconds < 0 ? "-" : ""
        let (whole, rest) = (milliseconds.magnitude / 1000, milliseconds.magnitude % 1000)
        guard rest != 0 else { return "\(sign)\(whole)" }
        return "\(sign)\(whole)." + String(repeating: "0", count: rest < 10 ? 2 : rest < 100 ? 1 : 0) + "\(rest)"
    }
}
