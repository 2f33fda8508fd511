import OpsCore

/// A lead to look up, checked: a domain name in lower case.
struct LeadQuery: Hashable, Sendable {
    let domain: String

    /// Takes the domain, or the e-mail address' domain; throws `VALIDATION_FAILED` for anything else.
    init(_ request: LeadEnrichmentRequest) throws(Refusal) {
        switch (request.domain, request.email) {
        case (let domain?, nil):
            self.domain = try Self.checked(domain)
        case (nil, let email?):
            let parts = email.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else { throw Self.refusal }
            self.domain = try Self.checked(String(parts[1]))
        default:
            throw Refusal(.validationFailed, "Give exactly one of `domain` and `email`")
        }
    }

    private static let refusal = Refusal(.validationFailed, "`domain` must be a domain name such as example.com")

    /// RFC 1035 names: labels of letters, digits and inner hyphens, 253 characters at most.
    private static func checked(_ text: String) throws(Refusal) -> String {
        let name = text.lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.count >= 2, labels.allSatisfy(isLabel) else { throw refusal }
        return name
    }

    private static func isLabel(_ label: Substring) -> Bool {
        guard (1...63).contains(label.utf8.count), label.first != "-", label.last != "-" else { return false }
        return label.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
    }
}
