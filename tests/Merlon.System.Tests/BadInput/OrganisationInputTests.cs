using System.Text;
using Merlon.System.Tests.Cli;

namespace Merlon.System.Tests.BadInput;

public sealed class OrganisationInputTests : IDisposable
{
    const string Good = """
        merlon: 1
        name: Tiny Ltd
        sectors: [finance]
        platforms: [Windows]
        groups:
          - group: FIN7
        log_sources:
          - source: sysmon
        mitigations:
          - mitigation: M1032
            degree: partial
        controls:
          - framework: cis-v8
            control: "5.3"
            degree: partial
        tests:
          - technique: T1003.001
            outcome: none
            date: 2026-09-14

        """;

    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Content, and what the one error says: place or code.</summary>
    public static TheoryData<string, byte[], string> Unreadable => new()
    {
        { "empty", [], "organisation.yaml: YAML002" },
        { "nothing but a comment", "\n# nothing\n"u8.ToArray(), "organisation.yaml: YAML002" },
        { "NUL bytes", new byte[5_000], "organisation.yaml:1:1: YAML005" },
        { "cut off in a list", "merlon: 1\nname: x\nsectors: [fin"u8.ToArray(), "organisation.yaml:3:10: YAML010" },
        { "cut off in a quote", "merlon: 1\nname: \"Tiny"u8.ToArray(), "organisation.yaml:2:7: YAML010" },
        { "over the limit", Encoding.ASCII.GetBytes(Good + "#" + new string('x', 4 * 1024 * 1024)), "organisation.yaml: FILE005" },
        { "deeply nested", Encoding.ASCII.GetBytes("merlon: 1\nname: x\na: " + new string('[', 5_000)), "YAML012" },
        { "UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Good)], "organisation.yaml: YAML003" },
        { "UTF-16 without a mark", Encoding.BigEndianUnicode.GetBytes(Good), "organisation.yaml: YAML003" },
        { "Latin-1", Encoding.Latin1.GetBytes(Good.Replace("Tiny", "M\u00FCller", StringComparison.Ordinal)), "organisation.yaml:2:8: YAML004" },
        { "PDF", "%PDF-1.7\n"u8.ToArray(), "a PDF document" },
        { "PNG", [0x89, .. "PNG\r\n"u8, 0x1A], "a picture" },
        { "event log", "ElfFile\0"u8.ToArray(), "a Windows event log" },
        { "zip", "PK\u0003\u0004"u8.ToArray(), "a ZIP archive" },
        { "a word", "hello"u8.ToArray(), "organisation.yaml:1:1: ORG001" },
        { "two documents", Encoding.ASCII.GetBytes(Good + "---\n" + Good), "YAML030" },
        { "aliases of aliases", Laughs(), "YAML013" },
        { "tabs", "merlon: 1\nname: x\nscopes:\n\t- name: a\n"u8.ToArray(), "organisation.yaml:4:1: YAML011" },
        { "a newer format", "merlon: 2\nname: x\n"u8.ToArray(), "organisation.yaml:1:9 (merlon): ORG003" },
        { "no name", "merlon: 1\nsectors: [finance]\n"u8.ToArray(), "organisation.yaml:1:1: ORG002" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void A_file_that_cannot_be_read_is_refused_and_nothing_is_written(string what, byte[] content, string named)
    {
        what.ShouldNotBeEmpty();
        Write(content);

        Assess().ShouldBeRefused(2, named);
        OnlyTheFileIsThere();
    }

    /// <summary>A line that is replaced, by what, and the warning: place and what was probably meant.</summary>
    public static TheoryData<string, string, string, string> Odd => new()
    {
        { "sectors: [finance]", "sector: [finance]", "organisation.yaml:3:1 (sector): ORG004", "did you mean sectors?" },
        { "sectors: [finance]", "sectors: [finanse]", "organisation.yaml:3:11 (sectors[0]): ORG010", "did you mean finance?" },
        { "[Windows]", "[Widnows]", "organisation.yaml:4:13 (platforms[0]): ORG013", "did you mean Windows?" },
        { "FIN7", "FIN77", "organisation.yaml:6:12 (groups[0].group): ORG015", "did you mean FIN7?" },
        { "sysmon", "sysmom", "organisation.yaml:8:13 (log_sources[0].source): ORG016", "did you mean sysmon?" },
        { "M1032", "Multi-factor Authentikation", "organisation.yaml:10:17 (mitigations[0].mitigation): ORG017", "did you mean Multi-factor Authentication?" },
        { "cis-v8", "cis-v88", "organisation.yaml:13:16 (controls[0].framework): ORG018", "did you mean cis-v8?" },
        { "\"5.3\"", "\"5.33\"", "organisation.yaml:14:14 (controls[0].control): ORG019", "did you mean 5.3?" },
        { "T1003.001", "T1003.099", "organisation.yaml:17:16 (tests[0].technique): ORG020", "did you mean T1003" },
        { "outcome: none", "outcome: nome", "organisation.yaml:18:14 (tests[0].outcome): ORG008", "did you mean none?" },
        { "2026-09-14", "2026-13-01", "organisation.yaml:19:11 (tests[0].date): ORG007", "" },
        { "name: Tiny Ltd", "name: Tiny Ltd\nname: Other", "organisation.yaml:3:1 (name): YAML020", "stands twice" },
        { "sectors: [finance]", "sectors: &a [*a]", "organisation.yaml:3:14 (sectors[0]): YAML023", "" },
        { "merlon: 1\n", "", "organisation.yaml:1:1: ORG003", "add merlon: 1" },
        { "sectors: [finance]", "sectors: [finance]\nbudget: 1e400", "organisation.yaml:4:9 (budget): ORG006", "" },
        { "sectors: [finance]", "sectors: [finance]\nrules:\n  - path: missing", "organisation.yaml:5:5 (rules[0]): RULE001", "" },
        { "name: Tiny Ltd", "name: Tiny Ltd\n\"se\\e[2Jctor\\u202E\": 1", "organisation.yaml:3:1 (", "ORG004" },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public void A_part_that_is_wrong_costs_only_itself(string good, string odd, string place, string advice)
    {
        Good.ShouldContain(good);
        Write(Encoding.UTF8.GetBytes(Good.Replace(good, odd, StringComparison.Ordinal)));

        var run = Assess("--dry-run");

        run.ExitCode.ShouldBe(0, run.Error);
        run.ShouldSpeakPlainly();
        run.Error.Split('\n').ShouldContain(line => line.StartsWith("warning: ", StringComparison.Ordinal) && line.Contains(place, StringComparison.Ordinal) && line.Contains(advice, StringComparison.Ordinal), run.Error);
    }

    [Fact]
    public void The_file_that_the_cases_are_made_of_is_good()
    {
        Write(Encoding.UTF8.GetBytes(Good));

        var run = Assess("--dry-run");

        run.ExitCode.ShouldBe(0);
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_without_the_file_is_refused_and_stays_empty()
    {
        Directory.CreateDirectory(folder.File("org"));

        Assess().ShouldBeRefused(2, "organisation.yaml", "merlon init");
        Directory.EnumerateFileSystemEntries(folder.File("org")).ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_in_the_files_place_is_told_from_a_missing_file()
    {
        Directory.CreateDirectory(folder.File("org/organisation.yaml"));

        Assess().ShouldBeRefused(2, "organisation.yaml is a folder");
        Directory.Exists(folder.File("org/.merlon")).ShouldBeFalse();
    }

    [Fact]
    public void A_test_of_a_day_to_come_is_noted()
    {
        Write(Encoding.UTF8.GetBytes(Good.Replace("2026-09-14", "2099-01-01", StringComparison.Ordinal)));

        Assess("--dry-run", "--json").Output.ShouldContain("ORG027");
    }

    static byte[] Laughs()
    {
        var text = new StringBuilder("merlon: 1\nname: x\na: &a [x,x,x,x,x,x,x,x,x,x]\n");
        for (var c = 'b'; c <= 'i'; c++)
        {
            text.Append(c).Append(": &").Append(c).Append(" [").AppendJoin(',', Enumerable.Repeat($"*{(char)(c - 1)}", 10)).Append("]\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    void Write(byte[] content)
    {
        Directory.CreateDirectory(folder.File("org"));
        File.WriteAllBytes(folder.File("org/organisation.yaml"), content);
    }

    CommandRun Assess(params string[] more)
        => CommandRun.Of(["assess", folder.File("org"), "--out", folder.File("out"), "--as-of", "2026-11-22", .. more]);

    void OnlyTheFileIsThere()
    {
        Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).ShouldBe(["org"]);
        Directory.EnumerateFileSystemEntries(folder.File("org")).Select(Path.GetFileName).ShouldBe(["organisation.yaml"]);
    }
}
