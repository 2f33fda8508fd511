import Foundation

/// Processes as the kernel lists them.
enum Processes {
    /// The ids of a process' children.
    static func children(of parent: pid_t) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { self.parent(of: $0) == parent }
    }

    /// Whether a process is there and no zombie.
    static func isAlive(_ pid: pid_t) -> Bool { state(of: pid).map { $0 != "Z" && $0 != "X" } ?? false }

    /// The arguments of a process.
    static func arguments(of pid: pid_t) -> [String] {
        let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Processes of the built program whose arguments contain these next to each other.
    static func running(with words: [String]) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { pid in
            let all = arguments(of: pid)
            return all.first?.hasSuffix("opstui") == true
                && all.indices.contains { Array(all[$0...].prefix(words.count)) == words }
        }
    }

    /// Fields 3 and 4 of proc(5)'s `stat`, behind the name, which may hold anything.
    private static func fields(_ pid: pid_t) -> [Substring] {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return [] }
        return text[text.index(after: end)...].split(separator: " ")
    }

    private static func state(of pid: pid_t) -> Substring? { fields(pid).first }
    private static func parent(of pid: pid_t) -> pid_t? { fields(pid).dropFirst().first.flatMap { pid_t($0) } }
}
