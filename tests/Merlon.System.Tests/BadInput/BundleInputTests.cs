using System.IO.Compression;
using System.Text;
using Merlon.System.Tests.Cli;

namespace Merlon.System.Tests.BadInput;

public sealed class BundleInputTests : IDisposable
{
    /// <summary>A tiny ATT&amp;CK of our own; <c>@</c> stands where cases add objects.</summary>
    const string Bundle = """
        {"type":"bundle","id":"bundle--1","objects":[
        {"type":"x-mitre-collection","id":"x-mitre-collection--1","name":"Demo","x_mitre_version":"17.0","created":"2020-01-01T00:00:00Z","modified":"2020-01-01T00:00:00Z"},
        {"type":"x-mitre-tactic","id":"x-mitre-tactic--1","name":"Execution","x_mitre_shortname":"execution","created":"2020-01-01T00:00:00Z","modified":"2020-01-01T00:00:00Z","x_mitre_domains":["enterprise-attack"],"external_references":[{"source_name":"mitre-attack","external_id":"TA0002"}]},
        {"type":"attack-pattern","id":"attack-pattern--1","name":"One","created":"2020-01-01T00:00:00Z","modified":"2020-01-01T00:00:00Z","x_mitre_domains":["enterprise-attack"],"x_mitre_platforms":["Windows"],"kill_chain_phases":[{"kill_chain_name":"mitre-attack","phase_name":"execution"}],"external_references":[{"source_name":"mitre-attack","external_id":"T1001"}]},
        {"type":"attack-pattern","id":"attack-pattern--2","name":"Two","created":"2020-01-01T00:00:00Z","modified":"2020-01-01T00:00:00Z","x_mitre_domains":["enterprise-attack"],"x_mitre_platforms":["Windows"],"kill_chain_phases":[{"kill_chain_name":"mitre-attack","phase_name":"execution"}],"external_references":[{"source_name":"mitre-attack","external_id":"T1002"}]}@
        ]}
        """;

    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    static string Good => Bundle.Replace("@", "", StringComparison.Ordinal);

    /// <summary>Content of a bundle's file, and what the one error says.</summary>
    public static TheoryData<string, byte[], string> Unreadable => new()
    {
        { "empty", [], "bundle.json: FILE012" },
        { "white space", " \n"u8.ToArray(), "bundle.json: STIX001" },
        { "cut off", Utf8(Good[..900]), "STIX004: the JSON ends in the middle" },
        { "cut off at the end", Utf8(Good.TrimEnd()[..^1]), "STIX004: the JSON ends in the middle" },
        { "more behind it", Utf8(Good + "more"), "STIX004" },
        { "not JSON", "hello"u8.ToArray(), "bundle.json:1:1: STIX004" },
        { "PDF", "%PDF-1.7\n"u8.ToArray(), "bundle.json: STIX004: the file is a PDF document" },
        { "PNG", [0x89, .. "PNG\r\n"u8, 0x1A], "bundle.json: STIX004: the file is a picture" },
        { "event log", [.. "ElfFile\0"u8, .. new byte[500]], "bundle.json: STIX004: the file is a Windows event log" },
        { "UTF-16", Encoding.Unicode.GetBytes(Good), "bundle.json: STIX002" },
        { "an object", "{}"u8.ToArray(), "STIX006" },
        { "a list", "[]"u8.ToArray(), "STIX006" },
        { "no objects", "{\"type\":\"bundle\"}"u8.ToArray(), "STIX006" },
        { "not ATT&CK", "{\"type\":\"bundle\",\"objects\":[{\"type\":\"indicator\",\"id\":\"indicator--1\"}]}"u8.ToArray(), "STIX007" },
        { "deeply nested", Encoding.ASCII.GetBytes("{\"type\":\"bundle\",\"objects\":[" + new string('[', 50_000)), "STIX005" },
        { "of no version", Utf8(Good.Replace("17.0", "banana", StringComparison.Ordinal)), "bundle.json: STIX008" },
        { "gzip cut off", Gzip(Utf8(Good))[..^200], "STIX004" },
        { "gzip bomb", Gzip(new byte[8 * 1024 * 1024]), "FILE006" },
        { "zip cut off", Zip(("enterprise-attack-17.0.json", Utf8(Good)))[..100], "FILE007" },
        { "zip bomb", Zip(("enterprise-attack-17.0.json", new byte[8 * 1024 * 1024])), "bundle.json!enterprise-attack-17.0.json: FILE006" },
        { "zip in a zip", Zip(("inner.zip", Zip(("enterprise-attack-17.0.json", Utf8(Good))))), "FILE001" },
        { "zip of nothing", Zip(), "FILE001" },
        { "zip of other things", Zip(("readme.txt", "x"u8.ToArray())), "FILE001" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void A_bundle_that_cannot_be_read_is_refused_and_nothing_is_stored(string what, byte[] content, string named)
    {
        what.ShouldNotBeEmpty();
        var path = folder.File("bundle.json");
        File.WriteAllBytes(path, content);

        CommandRun.Of("release", "stats", "--from", path).ShouldBeRefused(2, named);
        CommandRun.Of("release", "add", path, "--workspace", folder.File("ws")).ShouldBeRefused(2, named);
        Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).ShouldBe(["bundle.json"]);
    }

    /// <summary>Objects to add, or a text to replace and by what, and the warning.</summary>
    public static TheoryData<string, string, string, string> Odd => new()
    {
        { ",\n" + Relationship("uses", "attack-pattern--1", "attack-pattern--404"), "", "", "$.objects[4].target_ref: STIX019" },
        { ",\n{\"type\":\"attack-pattern\",\"id\":\"attack-pattern--1\",\"name\":\"Again\",\"created\":\"2020-01-01T00:00:00Z\",\"modified\":\"2020-01-01T00:00:00Z\",\"external_references\":[{\"source_name\":\"mitre-attack\",\"external_id\":\"T1001\"}]}", "", "", "STIX018" },
        { ",\n5", "", "", "$.objects[4]: STIX013" },
        { ",\n" + Relationship("revoked-by", "attack-pattern--1", "attack-pattern--2") + ",\n" + Relationship("revoked-by", "attack-pattern--2", "attack-pattern--1"), "\"name\":\"One\"", "\"name\":\"One\",\"revoked\":true", "STIX020: revoked-by goes in a circle" },
        { ",\n" + Relationship("subtechnique-of", "attack-pattern--1", "attack-pattern--2") + ",\n" + Relationship("subtechnique-of", "attack-pattern--2", "attack-pattern--1"), "", "", "STIX020: subtechnique-of goes in a circle" },
        { ",\n" + Relationship("subtechnique-of", "attack-pattern--1", "attack-pattern--1"), "", "", "STIX020" },
        { "", "\"name\":\"One\"", "\"name\":5", "$.objects[2].name: STIX014" },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public void A_part_that_is_wrong_costs_only_itself_in_every_command(string added, string good, string odd, string warned)
    {
        var text = Bundle.Replace("@", added, StringComparison.Ordinal);
        var path = folder.Write("bundle.json", good.Length == 0 ? text : text.Replace(good, odd, StringComparison.Ordinal));
        folder.Write("org/organisation.yaml", "merlon: 1\nname: x\nplatforms: [Windows]\n");

        foreach (var args in new[] { new[] { "release", "stats", "--from", path }, ["show", "T1002", "--release", path], ["assess", folder.File("org"), "--release", path, "--out", folder.File("out")] })
        {
            var run = CommandRun.Of(args);
            run.ExitCode.ShouldBe(0, string.Join(' ', args) + run.Error);
            run.ShouldSpeakPlainly();
            run.Error.ShouldContain(warned);
        }
    }

    [Theory]
    [InlineData("../../PWNED-enterprise-attack-17.0.json")]
    [InlineData("/PWNED-enterprise-attack-17.0.json")]
    public void An_entry_that_names_a_place_outside_is_read_where_it_is(string entry)
    {
        var path = folder.File("bundle.zip");
        File.WriteAllBytes(path, Zip((entry, Utf8(Good))));

        CommandRun.Of("release", "add", path, "--workspace", folder.File("sub/ws")).ExitCode.ShouldBe(0);

        Directory.EnumerateFiles(folder.Path, "*PWNED*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void Names_that_a_terminal_would_obey_come_out_as_text()
    {
        var path = folder.Write("bundle.json", Good.Replace("\"One\"", "\"Ev\\u001b[31mil\\u202e<script>alert(1)</script>\"", StringComparison.Ordinal));
        folder.Write("org/organisation.yaml", "merlon: 1\nname: \"Ti\\e[31mny\\u202E<script>alert(1)</script>\"\nplatforms: [Windows]\n");
        string[] shown = ["show", "T1001", "--release", path];
        string[] assessed = ["assess", folder.File("org"), "--release", path, "--out", folder.File("out"), "--json"];

        foreach (var run in new[] { CommandRun.Of(shown), CommandRun.Of([.. shown, "--json"]), CommandRun.Of(assessed) })
        {
            run.ExitCode.ShouldBe(0, run.Error);
            ShouldBeText(run.Output);
        }

        foreach (var file in Directory.EnumerateFiles(folder.File("out")))
        {
            ShouldBeText(File.ReadAllText(file));
        }

        File.ReadAllText(folder.File("out/report.html")).ShouldNotContain("<script>alert");
    }

    [Fact]
    public void An_archive_of_many_entries_is_opened_once()
    {
        var path = folder.File("many.zip");
        File.WriteAllBytes(path, Zip([.. Enumerable.Range(0, 20_000).Select(static i => ($"enterprise-attack-{i}.{i}.x.json", "x"u8.ToArray()))]));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));

        CommandRun.Of("release", "stats", "--from", path).ShouldBeRefused(2, "FILE001");

        patience.IsCancellationRequested.ShouldBeFalse();
    }

    static void ShouldBeText(string text)
    {
        text.ShouldNotContain('\u001b');
        text.ShouldNotContain('\u202E');
    }

    static string Relationship(string type, string source, string target)
        => $"{{\"type\":\"relationship\",\"id\":\"relationship--{type}-{source}\",\"relationship_type\":\"{type}\",\"source_ref\":\"{source}\",\"target_ref\":\"{target}\",\"created\":\"2020-01-01T00:00:00Z\",\"modified\":\"2020-01-01T00:00:00Z\"}}";

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return packed.ToArray();
    }
}
