/// The notation of series and of their values in unit tests; the first byte chooses.
enum SeriesNotationFuzz {
    private static let limit = 1_000

    static func feed(_ bytes: [UInt8]) {
        guard let choice = bytes.first else { return }
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        guard choice % 2 == 0 else {
            if let values = try? SeriesValues(text, limit: limit) {
                promise(values.values.count <= limit, "more values than the limit")
            }
            return
        }
        guard let labels = try? SeriesText.labels(text) else { return }
        guard let again = try? SeriesText.labels(labels.description) else {
            broken("printed as what is not read: \(labels)")
        }
        promise(again == labels, "another series: \(labels) then \(again)")
    }

    static let seeds = [
        "0up{job=\"a\", instance=\"b:90\"}", "0{__name__=\"x\",'l.m'=`v`}",
        "0{\"metric.with.dots\", a=\"\\n\\u00e9\\x41\"}", "0a:b",
        "11 2 3", "11+2x5 -1-1x3 _ _x4 stale", "1NaN Inf -inf 1e3 .5 0x7",
        "1{{schema:0 sum:5 count:4 buckets:[1 2 1]}}x3 1",
        "1-1.5e-3+2.5x1000000000000000000", "11x99999999999999",
    ].map { Array($0.utf8) }
}
