/// The checks and the writing of a target's URL.
enum TargetAddress {
    private static let refused = Set("/?#@\\<>\"^`{|} ".utf8)

    /// What is wrong with an address, nil where nothing is.
    static func fault(_ address: String) -> String? {
        if address.isEmpty { return "an address must not be empty" }
        guard address.utf8.count <= 300 else { return "an address is longer than 300 bytes" }
        guard address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !refused.contains($0) }) else {
            return "\(GoQuote.quoted(address)) is not a valid hostname: write host or host:port, "
                + "and the path under metrics_path"
        }
        return nil
    }

    /// The URL of these parts; parameters in the order of their names.
    static func url(scheme: String, address: String, path: String, parameters: [String: [String]]) -> String {
        let rooted = path.isEmpty || path.hasPrefix("/") ? path : "/" + path
        let query = parameters.sorted { $0.key < $1.key }.flatMap { name, values in
            values.map { escaped(name, inQuery: true) + "=" + escaped($0, inQuery: true) }
        }
        let tail = query.isEmpty ? "" : "?" + query.joined(separator: "&")
        return "\(scheme)://\(address)\(escaped(rooted, inQuery: false))\(tail)"
    }

    /// Percent-encoded (RFC 3986, 2.1); a blank of a query is a plus sign, as forms write it.
    private static func escaped(_ text: String, inQuery: Bool) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if MetricName.isNameByte(byte, false) || "-.~".utf8.contains(byte) {
                bytes.append(byte)
            } else if !inQuery, "/$&+,:;=@".utf8.contains(byte) {
                bytes.append(byte)
            } else if inQuery, byte == 0x20 {
                bytes.append(UInt8(ascii: "+"))
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
