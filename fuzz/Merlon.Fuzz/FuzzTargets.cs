using System.Text;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Logs;
using Merlon.Maturity;
using Merlon.Pipelines;
using Merlon.Stix;

namespace Merlon.Fuzz;

/// <summary>Everything that reads what strangers wrote.</summary>
static class FuzzTargets
{
    static readonly LogFormat[] Texts =
        [LogFormat.Csv, LogFormat.Tsv, LogFormat.Auditd, LogFormat.Syslog, LogFormat.Cef, LogFormat.Leef, LogFormat.Logfmt, LogFormat.Zeek, LogFormat.W3c, LogFormat.AccessLog];

    /// <summary>In the order in which they run.</summary>
    public static FuzzTarget[] All { get; } =
    [
        new(
            "evtx", [("evtx", ".evtx"), ("sigma/regression_data", ".evtx")], [EvtxSample.Make()],
            [.. Bytes("ElfFile\0", "ElfChnk\0", "**\0\0", "\x0f\x01\x01\0", "\x0c\x01", "\x41\0\0", "\x01\0\0", "\x05\x01", "\x0d\0\0\x01", "\x0e\0\0\x01", "\x21", "\x81", "\x06", "\x46")],
            static bytes => HuntComparison.Run(bytes, LogFormat.Evtx)),
        new(
            "json", [("sigma/regression_data", ".json")], [.. Bytes("{\"Channel\":\"Security\",\"EventID\":4688,\"NewProcessName\":\"C:\\\\x.exe\"}\n{\"a\":[1,{\"b\":null}]}\n", "[{\"a\":1},{\"a\":\"\\ud83d\\ude00\"}]", "{\"Records\":[{\"eventName\":\"x\"}]}")],
            [.. Bytes("{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\u0000", "null", "true", "1e400", "-0", "\n", "\r\n", "{\"a\":", "[[", "{\"Event\":{\"System\":{\"Channel\":", "\"EventID\":1,", "\uFEFF", "\0", "\x1e")],
            static bytes => HuntComparison.Run(bytes, LogFormat.Json)),
        new(
            "event-xml", [], [.. Bytes("<Events><Event xmlns='x'><System><Channel>Security</Channel><EventID>1</EventID></System><EventData><Data Name='A'>b &amp; c</Data><Data>d</Data></EventData></Event></Events>")],
            [.. Bytes("<Event>", "</Event>", "<Event ", "<Data Name='", "</Data>", "<![CDATA[", "]]>", "<!--", "-->", "<?", "?>", "&#x", "&amp;", ";", "'", "\"", "/>", "<!DOCTYPE", "<UserData>", "<a>", "</a>")],
            static bytes => PieceComparison.Run(bytes, LogFormat.EventXml)),
        new(
            "text", [], TextSamples.All,
            [.. Bytes("\n", "\r\n", "\"", "\"\"", ",", ";", "\t", "|", "=", " ", "\\", "CEF:0|", "LEEF:2.0|", "#fields\t", "#separator \\x09", "#Fields: ", "type=SYSCALL msg=audit(1:2): ", "<34>1 ", "<13>Feb  3 04:05:06 h a[1]: ", "\uFEFF", "\0", "- - [", "] \"GET / HTTP/1.1\" 200 -", "a0=", "proctitle=", "\x1d")],
            static bytes => Texts.Aggregate(0UL, (sum, format) => unchecked(sum * 31 + PieceComparison.Run(bytes, format)))),
        new(
            "yaml", [("sigma", ".yml"), ("dettect", ".yaml")], [.. Bytes("a: &x [1, 'b', \"c\\n\"]\nb: *x\n? k\n: |\n  text\n--- {a: b}\n")],
            [.. Bytes("- ", ": ", "&a ", "*a", "<<: *a", "|", ">", "'", "\"", "[", "]", "{", "}", "---\n", "...\n", "!!str ", "? ", "#", "%YAML 1.2\n", "\t", "\n  ", "\\x", "\u2028", "~")],
            static bytes => Behaviour.Of(YamlDocument.ReadAll(bytes, "fuzz.yaml", ReadLimits.Default))),
        new(
            "rule", [("sigma/rules", ".yml"), ("sigma/rules-emerging-threats", ".yml")], [Encoding.UTF8.GetBytes(RuleComparison.Sample)],
            [.. Bytes("|contains", "|all", "|re", "|re|i", "|cidr", "|base64offset", "|windash", "|wide", "|utf16be", "|expand", "|exists", "|fieldref", "|gt", "|cased", "|startswith", "|neq", "|minute", "condition: ", "1 of ", "all of them", " and ", " or ", "not ", "(", ")", "*", "?", "\\", "'", "\n---\n", "null", "''", "type: event_count", "correlation:", "group-by:", "timespan: 5m", "filter:", "(?i)", "(a+)+$", "[", "{1,999}", "10.0.0.0/8", "::/0", "keywords:")],
            RuleComparison.Run),
        new(
            "condition", [], [.. Bytes("a and not 1 of b*", "all of them", "not (a or b) and c | count() > 5", "1 of them or a")],
            [.. Bytes("a", "b", "c", " and ", " or ", "not ", "(", ")", "1 of ", "all of ", "any of ", "them", "b*", "*", "|", "  ", "\n", "AND", "2 of ")],
            static bytes => RuleComparison.Run(RuleComparison.WithCondition(bytes))),
        new(
            "pipeline", [], [.. Bytes("name: x\ntitle: X\nmarkers: [[a.b]]\nprefixes: [a., 'b.*.']\nfields: {EventID: [a.c]}\nselectors: [Channel]\nwindows: true\ntime: [t]\n")],
            [.. Bytes("name: ", "markers: ", "formats: [json]", "selector_paths: ", "cases:", "when:", "- ", "*", ".*.", "[", "]", "{", "}", "\n")],
            static bytes => Behaviour.Of(PipelineReader.Read(bytes, "fuzz.yaml", ReadLimits.Default))),
        new(
            "layer", [("layers", ".json")], [.. Bytes("{\"name\":\"x\",\"versions\":{\"layer\":\"4.5\"},\"domain\":\"enterprise-attack\",\"techniques\":[{\"techniqueID\":\"T1059\",\"score\":1}]}")],
            [.. Bytes("{", "}", "[", "]", ",", ":", "\"", "\\u", "null", "1e400", "\"techniques\":[", "\"score\":", "\"gradient\":", "\"colors\":[\"#ff0000\"]", "\"metadata\":[{}]")],
            static bytes => Behaviour.Of(LayerReader.Read(bytes, "fuzz.json", ReadLimits.Default))),
        new(
            "stix", [("stix", ".json"), ("attack-flow", ".json")], [.. Bytes("{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[{\"type\":\"attack-pattern\",\"id\":\"attack-pattern--00000000-0000-4000-8000-000000000001\",\"name\":\"x\",\"external_references\":[{\"source_name\":\"mitre-attack\",\"external_id\":\"T1\"}]},{\"type\":\"relationship\",\"id\":\"relationship--00000000-0000-4000-8000-000000000002\",\"relationship_type\":\"uses\",\"source_ref\":\"a\",\"target_ref\":\"b\"}]}")],
            [.. Bytes("{", "}", "[", "]", ",", ":", "\"", "\\u", "null", "\"type\":\"", "\"id\":\"", "\"objects\":[", "\"x_mitre_version\":", "intrusion-set", "x-mitre-matrix", "x-mitre-tactic", "\"revoked\":true", "revoked-by", "subtechnique-of")],
            static bytes => Behaviour.Of(StixReader.Read([new StixBundle("fuzz.json", bytes)], version: null, ReadLimits.Default))),
        new(
            "dettect", [("dettect", ".yaml")], [.. Bytes("file_type: group-administration\nversion: 1\nplatform: [all]\ngroups:\n- group_name: A # b\n  technique_id: {T1059: 1}\n  enabled: true\n", "file_type: technique-administration\nversion: 1.1\nname: x\nplatform: all\ntechniques:\n- technique_id: T1055\n  detection: {score: 3, date_implemented: 2019-02-01, location: [a], comment: c}\n  visibility: {score: 2, comment: ''}\n")],
            [.. Bytes("- ", ": ", "# ", " #", "|", ">", "'", "\"", "[", "]", "{", "}", "\n  ", "applicable_to: [all]", "score_logbook:", "score: -1", "date: 2021-09-22", "data_quality:", "data_source:", "systems:", "exceptions:", "technique_id: T1059", "version: 1.0", "file_type: data-source-administration", "&a ", "*a", "\u2028", "~")],
            DettectComparison.Run),
        new(
            "maturity", [], [.. Bytes("model: inform\nmaturity:\n- {question: T.2, levels: [1, 2], date: 2026-01-01, evidence: [a]}\n- {model: soc, question: TEC.1, level: 3, capability: 2, weight: 2}\n- {path: x.json}\n", "{\"name\":\"x\",\"values\":[{\"meta\":{\"practice_id\":\"A-1.a\",\"domain\":\"D\",\"maturity_level\":\"CTI1\"}}]}")],
            [.. Bytes("- ", ": ", "[", "]", "{", "}", "\"", ",", "level: ", "levels: [1]", "fully", "date: 2026-01-01", "\"values\":[", "\"meta\":{", "CTI9", "null", "\\u")],
            static bytes => unchecked(Behaviour.Of(MaturityReader.Read(bytes, "fuzz.yaml", ReadLimits.Default, asOf: null)) * 31 + Behaviour.Of(CtiCmmReader.Read(bytes, "fuzz.json", ReadLimits.Default)))),
    ];

    static IEnumerable<byte[]> Bytes(params string[] texts) => texts.Select(static text => text.Any(static c => c is > '\x7f' and < '\u0100') ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text));
}
