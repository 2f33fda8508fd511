import CPostgres

/// Where a Postgres server is and how to log in. Its descriptions hold neither user nor password.
struct PostgresAddress: Sendable, CustomStringConvertible, CustomReflectable {
    /// libpq's keywords and values, password included.
    let parameters: [Parameter]

    struct Parameter: Sendable, Equatable {
        var keyword: String
        var value: String
    }

    /// Reads a URL as libpq does (PostgreSQL manual, 34.1.1). The error never repeats the text: a badly encoded
    /// password would be in it.
    init(url: String) throws {
        // Both pointers live until the matching free below; nothing of them is kept.
        guard !url.utf8.contains(0), let options = PQconninfoParse(url, nil) else {
            throw DatabaseURL.refused("libpq cannot read the postgres URL (a password must be percent-encoded)")
        }
        defer { PQconninfoFree(options) }
        var parameters: [Parameter] = []
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                parameters.append(Parameter(keyword: String(cString: keyword), value: String(cString: value)))
            }
            option += 1
        }
        self.parameters = parameters
    }

    /// What is added where the URL does not say otherwise.
    func filled(_ timeouts: PostgresTimeouts) -> [Parameter] {
        let total = (timeouts.statement + timeouts.grace).boundedMilliseconds
        let defaults = [
            Parameter(keyword: "application_name", value: "opstui"),
            // Trying Kerberos first costs look-ups at every connection; who needs it says so in the URL.
            Parameter(keyword: "gssencmode", value: "disable"),
            Parameter(keyword: "keepalives_idle", value: "30"),
            Parameter(keyword: "keepalives_interval", value: "5"),
            Parameter(keyword: "keepalives_count", value: "3"),
            Parameter(keyword: "tcp_user_timeout", value: "\(total)"),
        ]
        let said = Set(parameters.map(\.keyword))
        return parameters + defaults.filter { !said.contains($0.keyword) }
            + [Parameter(keyword: "client_encoding", value: "UTF8")]
    }

    /// `text` with the password, should it occur, replaced.
    func redact(_ text: String) -> String {
        guard let password = value("password"), password.count > 2 else { return text }
        return text.split(separator: password, omittingEmptySubsequences: false).joined(separator: "[hidden]")
    }

    var description: String {
        let host = value("host") ?? value("hostaddr") ?? "the local socket"
        let port = value("port").map { ":\($0)" } ?? ""
        return "Postgres at \(host)\(port)" + (value("dbname").map { ", database \($0)" } ?? "")
    }

    var customMirror: Mirror { Mirror(self, children: ["address": description]) }

    private func value(_ keyword: String) -> String? { parameters.first { $0.keyword == keyword }?.value }
}
