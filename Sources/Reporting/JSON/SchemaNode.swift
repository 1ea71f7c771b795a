/// A part of a JSON Schema, as far as the report needs it.
indirect enum SchemaNode: Sendable {
    case string(String?)
    /// A string that matches a regular expression of ECMA-262.
    case pattern(String, String?)
    case integer(String?)
    case boolean(String?)
    /// A string that is one of these.
    case oneOf([String], String?)
    /// A string that always is this.
    case constant(String)
    case array(SchemaNode, String?)
    /// An object with exactly these keys.
    case object([(key: String, value: SchemaNode)], String?)
    /// An object with these keys, and some others where there is something to say.
    case objectWith(
        [(key: String, value: SchemaNode)],
        optional: [(key: String, value: SchemaNode)],
        String?
    )
    /// An object of which the keys are not laid down yet.
    case anyObject(String?)
    case nullable(SchemaNode)
    case reference(String)
    /// One of several shapes.
    case choice([SchemaNode])

    /// Every object of the report has all of its keys, so that absent knowledge is told from an old version.
    func write(to writer: inout JSONWriter) {
        writer.object { $0.schema(self) }
    }
}

extension JSONWriter {
    /// Writes the keywords of a schema into the object that is open.
    fileprivate mutating func schema(_ node: SchemaNode) {
        switch node {
        case .string(let about): typed("string", about)
        case .pattern(let pattern, let about):
            typed("string", about)
            field("pattern", pattern)
        case .integer(let about):
            typed("integer", about)
        case .boolean(let about): typed("boolean", about)
        case .oneOf(let values, let about):
            typed("string", about)
            field("enum", values)
        case .constant(let value): field("const", value)
        case .array(let element, let about):
            typed("array", about)
            key("items")
            element.write(to: &self)
        case .object(let members, let about): objectSchema(members, [], about)
        case .objectWith(let members, let optional, let about): objectSchema(members, optional, about)
        case .anyObject(let about): typed("object", about)
        case .nullable(let inner): nullable(inner)
        case .reference(let name): field("$ref", "#/$defs/\(name)")
        case .choice(let nodes):
            key("oneOf")
            array { writer in for node in nodes { node.write(to: &writer) } }
        }
    }

    private mutating func typed(_ type: String, _ about: String?) {
        if let about { field("description", about) }
        field("type", type)
    }

    private mutating func objectSchema(
        _ members: [(key: String, value: SchemaNode)],
        _ optional: [(key: String, value: SchemaNode)],
        _ about: String?
    ) {
        typed("object", about)
        field("additionalProperties", false)
        field("required", members.map(\.key))
        field("properties") { properties in
            for (name, member) in members + optional {
                properties.key(name)
                member.write(to: &properties)
            }
        }
    }

    private mutating func nullable(_ inner: SchemaNode) {
        key("anyOf")
        array { writer in
            inner.write(to: &writer)
            writer.object { $0.field("type", "null") }
        }
    }
}
