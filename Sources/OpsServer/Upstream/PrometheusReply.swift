import OpsCore
import OpsMetrics

/// An answer of Prometheus' query API that was read.
public struct PrometheusReply: Sendable {
    /// Why an answer is none.
    public enum Failure: Error, Equatable, Sendable {
        /// The server says what is wrong, in its own words.
        case refused(kind: String, message: String)
        /// What came is no answer of this API.
        case malformed(String)
    }

    /// What the expression is worth. Native histograms are left out.
    public let value: QueryValue
    public let warnings: [String]
    public let infos: [String]
    /// The member `data` as it came.
    public let data: JSONTree

    /// Reads an answer's body.
    ///
    /// - Throws: ``Failure``.
    public init(_ bytes: [UInt8]) throws(Failure) {
        let tree: JSONTree
        do {
            tree = try JSONReader.read(bytes)
        } catch {
            throw .malformed("the answer is no JSON: \(error.reason)")
        }
        func text(_ name: String) -> String {
            if case .text(let text)? = tree[name] { SafeText.clean(text, limit: 500) } else { "" }
        }
        switch text("status") {
        case "success": break
        case "error": throw .refused(kind: text("errorType"), message: text("error"))
        default: throw .malformed("the answer is none of Prometheus' API")
        }
        guard let data = tree["data"], let value = Self.value(data) else {
            throw .malformed("the answer holds no value of an expression")
        }
        self.data = data
        self.value = value
        warnings = Self.texts(tree["warnings"])
        infos = Self.texts(tree["infos"])
    }

    private static func texts(_ tree: JSONTree?) -> [String] {
        guard case .list(let items)? = tree else { return [] }
        return items.prefix(20).compactMap {
            if case .text(let text) = $0 { SafeText.clean(text, limit: 500) } else { nil }
        }
    }

    private static func value(_ data: JSONTree) -> QueryValue? {
        guard case .text(let type)? = data["resultType"], let result = data["result"] else { return nil }
        switch type {
        case "scalar": return point(result).map { .scalar($0.value) }
        case "string":
            guard case .list(let pair) = result, pair.count == 2, case .text(let text) = pair[1] else { return nil }
            return .string(text)
        case "vector":
            let samples = elements(result, "value") { labels, value in
                point(value).map { Sample(labels: labels, value: $0.value) }
            }
            return samples.map { .vector($0) }
        case "matrix":
            let series = elements(result, "values") { labels, values in
                points(values).map { Series(labels: labels, samples: $0) }
            }
            return series.map { .matrix($0) }
        default: return nil
        }
    }

    /// Nil where one of them is no element. Those without the member are left out: they hold something else.
    private static func elements<Element>(
        _ result: JSONTree, _ member: String, _ read: (Labels, JSONTree) -> Element?
    ) -> [Element]? {
        guard case .list(let items) = result else { return nil }
        var found: [Element] = []
        found.reserveCapacity(items.count)
        for item in items {
            guard let labels = labels(item["metric"]) else { return nil }
            guard let content = item[member] else { continue }
            guard let element = read(labels, content) else { return nil }
            found.append(element)
        }
        return found
    }

    private static func labels(_ tree: JSONTree?) -> Labels? {
        guard case .object(let members)? = tree else { return nil }
        var pairs: [(String, String)] = []
        for member in members {
            guard case .text(let value) = member.value else { return nil }
            pairs.append((member.name, value))
        }
        return Labels(pairs)
    }

    private static func points(_ tree: JSONTree) -> [SamplePoint]? {
        guard case .list(let pairs) = tree else { return nil }
        let points = pairs.compactMap(point)
        return points.count == pairs.count ? points : nil
    }

    /// `[1796014197.597,"1.5"]`.
    private static func point(_ tree: JSONTree) -> SamplePoint? {
        guard case .list(let pair) = tree, pair.count == 2, case .number(let time) = pair[0],
            case .text(let text) = pair[1], let seconds = Double(time), abs(seconds) < 1e12, let value = Double(text)
        else { return nil }
        return SamplePoint(milliseconds: Int64((seconds * 1000).rounded()), value: value)
    }
}
