import Foundation
import Glibc

/// What the kernel says about this process, under the names every Prometheus client library uses.
struct ProcessReading {
    let cpuSeconds: Double
    let residentBytes: Double
    let startSeconds: Double
    let openFiles: Double
    let virtualBytes: Double
    let threads: Double

    /// When the machine started, in seconds since 1970: read once, it does not change.
    private static let bootSeconds: Double? = {
        guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst(6)) }
    }()

    private static let ticksPerSecond = Double(max(sysconf(Int32(_SC_CLK_TCK)), 1))
    private static let pageBytes = Double(sysconf(Int32(_SC_PAGESIZE)))

    /// Open files allowed; nil where there is no limit.
    private static var openFilesLimit: Double? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < .max else {
            return nil
        }
        return Double(limit.rlim_cur)
    }

    /// Reads `/proc/self`; nil where there is none.
    static func current() -> ProcessReading? {
        guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let nameEnd = stat.lastIndex(of: ")")
        else { return nil }
        // After the program's name, which may hold spaces and brackets, comes field 3 of proc(5).
        let fields = stat[stat.index(after: nameEnd)...].split(separator: " ")
        guard fields.count > 21, let threads = Double(fields[17]), let bytes = Double(fields[20]),
            let user = Double(fields[11]), let system = Double(fields[12]),
            let start = Double(fields[19]), let pages = Double(fields[21])
        else { return nil }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        return ProcessReading(
            cpuSeconds: (user + system) / ticksPerSecond, residentBytes: pages * pageBytes,
            startSeconds: (bootSeconds ?? 0) + start / ticksPerSecond, openFiles: Double(files),
            virtualBytes: bytes, threads: threads)
    }

    func record(in registry: MetricRegistry) {
        registry.family("process_cpu_seconds_total", .counter).set([], cpuSeconds)
        registry.family("process_resident_memory_bytes", .gauge).set([], residentBytes)
        registry.family("process_start_time_seconds", .gauge).set([], startSeconds)
        registry.family("process_open_fds", .gauge).set([], openFiles)
        registry.family("process_virtual_memory_bytes", .gauge).set([], virtualBytes)
        registry.family("process_threads", .gauge).set([], threads)
        if let limit = Self.openFilesLimit { registry.family("process_max_fds", .gauge).set([], limit) }
    }

    static func describe(in registry: MetricRegistry) {
        registry.describe("process_cpu_seconds_total", help: "Total user and system CPU time spent in seconds.")
        registry.describe("process_resident_memory_bytes", help: "Resident memory size in bytes.")
        registry.describe(
            "process_start_time_seconds", help: "Start time of the process since the Unix epoch in seconds.")
        registry.describe("process_open_fds", help: "Number of open file descriptors.")
        registry.describe("process_max_fds", help: "Maximum number of open file descriptors.")
        registry.describe("process_virtual_memory_bytes", help: "Virtual memory size in bytes.")
        registry.describe("process_threads", help: "Number of threads.")
    }
}
