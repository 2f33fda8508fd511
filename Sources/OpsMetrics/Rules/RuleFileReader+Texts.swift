import Yams

extension RuleFileReader {
    // MARK: Labels and annotations

    /// A label's or annotation's text, and where it stands.
    struct RuleText {
        let name: String
        let text: String
        let node: Node
    }

    mutating func texts(_ node: Node?, _ what: String, _ place: RulePlace?) -> [RuleText] {
        guard let node, let entries = kept(at: place, { try $0.yaml.texts(node, "\(what)s") }) else { return [] }
        var found: [RuleText] = []
        for (name, text, value) in entries {
            guard !name.isEmpty, name != Labels.nameLabel || what == "annotation" else {
                let fault = yaml.error(value, "invalid \(what) name: \(name)")
                add(place.map { fault.inside($0.text) } ?? fault)
                continue
            }
            found.append(RuleText(name: name, text: text, node: value))
        }
        return found
    }

    mutating func templates(
        _ texts: [RuleText], _ what: String, _ alert: String?, _ place: RulePlace
    ) -> [(name: String, template: AlertTemplate)] {
        texts.compactMap { entry in
            guard let alert else { return (entry.name, AlertTemplate(literal: entry.text)) }
            do throws(TemplateError) {
                return (entry.name, try AlertTemplate(entry.text, alert: alert))
            } catch {
                add(place, entry.node, "\(what) \(GoQuote.quoted(entry.name)): \(error.message)")
                return nil
            }
        }
    }

    /// The labels of the group that the rule does not set itself. They are templates in alerts; a faulty one is not
    /// refused but says so in the alert, as in Prometheus.
    func inherited(
        _ group: [RuleText], _ own: [RuleText], _ alert: String?
    ) -> [(name: String, template: AlertTemplate)] {
        group.filter { entry in !own.contains { $0.name == entry.name } }.map { entry in
            guard let alert else { return (entry.name, AlertTemplate(literal: entry.text)) }
            do throws(TemplateError) {
                return (entry.name, try AlertTemplate(entry.text, alert: alert))
            } catch {
                let name = "__alert_\(alert)"
                let text = "<error expanding template: error parsing template \(name): \(error.message)>"
                return (entry.name, AlertTemplate(literal: text))
            }
        }
    }
}
