import Glibc

/// The locale for characters, which curses and the C library's widths follow.
enum TerminalLocale {
    /// Sets it for the process (characters only: numbers stay as they are) and says whether it is UTF-8.
    ///
    /// A person's locale often is not installed on the server that they ssh to; where its name says UTF-8, the C.UTF-8
    /// of every system does as well.
    static func set(_ name: String?) -> (isUTF8: Bool, notice: String?) {
        if setlocale(LC_CTYPE, name ?? "") != nil { return (isUTF8, nil) }
        let wanted = name ?? variable("LC_ALL") ?? variable("LC_CTYPE") ?? variable("LANG") ?? ""
        let saysUTF8 = wanted.lowercased().hasSuffix("utf-8") || wanted.lowercased().hasSuffix("utf8")
        if saysUTF8, setlocale(LC_CTYPE, "C.UTF-8") != nil { return (isUTF8, nil) }
        setlocale(LC_CTYPE, "C")
        return (false, "this machine has no locale of that name; drawing in ASCII")
    }

    private static var isUTF8: Bool {
        // The string belongs to the C library until the locale changes; it is read at once.
        guard let name = nl_langinfo(nl_item(CODESET)) else { return false }
        return String(cString: name) == "UTF-8"
    }

    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
