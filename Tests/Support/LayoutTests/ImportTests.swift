import Testing

/// Import declarations are found in every form in which Swift allows them, and nowhere else.
@Suite struct ImportTests {
    struct Form: Sendable, CustomTestStringConvertible {
        let text: String
        let module: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        Form(text: "import Bytes", module: "Bytes"),
        Form(text: "\timport  Bytes\r", module: "Bytes"),
        Form(text: "package import Bytes", module: "Bytes"),
        Form(text: "@testable import Bytes", module: "Bytes"),
        Form(text: "@preconcurrency public import Bytes", module: "Bytes"),
        Form(text: "@_spi(Testing) import Bytes", module: "Bytes"),
        Form(text: "import struct Foundation.Data", module: "Foundation"),
        Form(text: "import Foundation.NSLock", module: "Foundation"),
        Form(text: "import Bytes // for the queue", module: "Bytes"),
        Form(text: "/* why */ import Bytes", module: "Bytes"),
        Form(text: "let text = \"\\\"\"; import Bytes", module: "Bytes"),
    ])
    func `a declaration is found`(form: Form) {
        #expect(Import.all(in: form.text) == [Import(line: 1, module: form.module)])
    }

    @Test(arguments: [
        "// import Bytes", "/// import Bytes", "/* a /* b */\nimport Bytes\n*/", "let a = \"\"\"\nimport Bytes\n\"\"\"",
        "let a = #\"\"\"\n\"\"\"\nimport Bytes\n\"\"\"#", "let a = \"\\\\\" // \"\n", "important()", "reimport Bytes",
        "\"unfinished ; import Bytes",
    ])
    func `what only looks like one is not`(text: String) {
        #expect(Import.all(in: text) == [])
    }

    @Test func `lines are counted through comments and literals`() {
        let text = """
            /* one
            two */ import A
            let text = #\"""
              four \"""
              \"""#; import B
            #if os(Linux)
            import C; @_exported import D
            #endif
            """
        #expect(
            Import.all(in: text) == [
                Import(line: 2, module: "A"), Import(line: 5, module: "B"), Import(line: 7, module: "C"),
                Import(line: 7, module: "D", isExported: true),
            ])
    }
}
