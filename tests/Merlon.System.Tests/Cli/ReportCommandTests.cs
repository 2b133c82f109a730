using System.Text.Json;
using Merlon.System.Tests.Sheets;

namespace Merlon.System.Tests.Cli;

public sealed class ReportCommandTests : IDisposable
{
    const string Tiny = """
        merlon: 1
        name: =1+1
        sectors: [finance]
        platforms: [Windows]
        log_sources:
          - source: sysmon
            devices: 85%
            owner: SOC
        mitigations:
          - mitigation: M1032
            degree: partial
        controls:
          - framework: nist-800-53-r5
            controls: [AC-2]
            degree: partial
            owner: Audit
        tests:
          - technique: T1003.001
            outcome: none
            date: 2026-09-14
            name: "=cmd|' /C calc'!A0"
        budget: 60000
        """;

    readonly ScratchFolder folder = new();

    public ReportCommandTests() => folder.Write("tiny/organisation.yaml", Tiny);

    public void Dispose() => folder.Dispose();

    CommandRun Report(params string[] more) => CommandRun.Of(["report", folder.File("tiny"), "--as-of", "2026-11-22", .. more]);

    [Theory]
    [InlineData("manager", "html,xlsx,csv,json", "manager-decisions.csv manager-notes.csv manager-plan.csv manager-summary.csv manager-top-gaps.csv manager.html manager.json manager.xlsx")]
    [InlineData("engineer", "html,xlsx,csv,json", "backlog.csv backlog.json backlog.xlsx engineer.html")]
    [InlineData("auditor", "html,xlsx,csv,json", "auditor-control-techniques.csv auditor-controls.csv auditor-inputs.csv auditor.html auditor.json auditor.xlsx")]
    [InlineData("whole", "html,json,layers", "coverage-layer.json gap-layer.json gaps.json report.html threat-layer.json")]
    public void Each_reader_gets_the_formats_asked_for(string reader, string formats, string expected)
    {
        var run = Report("--reader", reader, "--format", formats, "--out", folder.File("out"));

        run.ExitCode.ShouldBe(0, run.Error);
        string.Join(' ', Directory.EnumerateFiles(folder.File("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal)).ShouldBe(expected);
        Directory.Exists(Path.Combine(folder.File("tiny"), ".merlon")).ShouldBeFalse();
    }

    [Fact]
    public void A_file_is_written_under_its_own_name_in_the_format_of_its_ending()
    {
        var run = Report("--reader", "engineer", "--out", folder.File("todo.csv"), "--json");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Json().GetProperty("files").EnumerateArray().Single().GetString().ShouldBe(folder.File("todo.csv"));
        File.ReadAllText(folder.File("todo.csv")).ShouldStartWith("Key,Kind,Rank,Title,");
    }

    [Fact]
    public void Foreign_text_is_no_formula_in_a_spreadsheet()
    {
        Report("--reader", "engineer", "--format", "csv,xlsx,json", "--out", folder.File("out")).ExitCode.ShouldBe(0);

        var csv = File.ReadAllText(folder.File("out/backlog.csv"));
        csv.ShouldContain("\"'=cmd|' /C calc'!A0 [2026-09-14, not seen]");
        csv.ShouldNotContain(",=");
        using var book = new WrittenWorkbook(folder.File("out/backlog.xlsx"));
        book.Complaints().ShouldBeEmpty();
        using var json = JsonDocument.Parse(File.ReadAllBytes(folder.File("out/backlog.json")));
        json.RootElement.GetProperty("organisation").GetString().ShouldBe("=1+1");
        json.RootElement.GetProperty("backlog").EnumerateArray().First(static item => item.GetProperty("key").GetString() == "test:T1003.001").GetProperty("acceptance").ToString().ShouldContain("alerted or blocked");
    }

    [Fact]
    public void An_auditor_gets_the_hashes_of_the_inputs()
    {
        Report("--reader", "auditor", "--out", folder.File("audit.html")).ExitCode.ShouldBe(0);

        var hash = Convert.ToHexStringLower(global::System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder.File("tiny/organisation.yaml"))));
        File.ReadAllText(folder.File("audit.html")).ShouldContain(hash);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void An_input_past_the_limit_is_named_without_a_hash(int past, bool isHashed)
    {
        using (var large = File.Create(folder.File("tiny/large.yml")))
        {
            large.SetLength(Merlon.Web.Reports.ReportBooks.HashedBytesMax + past);
        }

        var assessment = Merlon.System.Tests.Report.SampleAssessment.Of();
        var rule = new Merlon.Sigma.SigmaRule { Document = "large.yml", Title = "Large", LogSource = new("windows", "", ""), Conditions = [] };
        var book = Merlon.Web.Reports.ReportBooks.WithInputs(assessment with { Input = assessment.Input with { Rules = [new(rule, true, [])] } }, folder.File("tiny"));

        var input = book.Inputs.Single(static one => one.Name == "large.yml");
        (input.Sha256.Length == 64).ShouldBe(isHashed);
        input.Bytes.ShouldBe(Merlon.Web.Reports.ReportBooks.HashedBytesMax + past);
    }

    [Fact]
    public void A_framework_may_be_named_by_hand()
        => Report("--reader", "auditor", "--framework", "HIPAA", "--framework", "cis-v8", "--out", folder.File("out"), "--json")
            .Json().GetProperty("frameworks").EnumerateArray().Select(static one => one.GetString()).ShouldBe(["hipaa", "cis-v8"]);

    [Theory]
    [InlineData("--reader takes one of", "--reader", "boss")]
    [InlineData("--format takes", "--format", "pdf")]
    [InlineData("names no format", "--format", ",")]
    [InlineData("is one file", "--format", "html,csv", "--out", "x.html")]
    [InlineData("goes with --reader auditor", "--framework", "hipaa")]
    [InlineData("is not a framework", "--reader", "auditor", "--framework", "hippa")]
    [InlineData("2 frameworks make 2 reports", "--reader", "auditor", "--framework", "hipaa", "--framework", "cis-v8", "--out", "x.html")]
    public void What_cannot_be_reported_is_refused_in_a_sentence(string message, params string[] args)
    {
        var run = Report(args);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(message);
        File.Exists("x.html").ShouldBeFalse();
    }
}
