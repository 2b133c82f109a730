using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

/// <summary><c>merlon rules translate</c>: queries, refusals, files and exit codes.</summary>
public sealed class RulesTranslateCommandTests : IDisposable
{
    const string Good = "title: A rule\n--injection: x\nid: 929a690e-bef0-4204-a928-ef5e620d6fcc\nlevel: high\nlogsource: {product: windows, category: process_creation}\ndetection:\n  s: {Image|endswith: '\\a.exe'}\n  condition: s\n";
    const string Regex = "title: Another\nlogsource: {product: windows, category: process_creation}\ndetection:\n  s: {Image|re: 'a.c'}\n  condition: s\n";

    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_query_is_printed_under_what_it_is()
    {
        var run = CommandRun.Of("rules", "translate", folder.Write("a.yml", Good), "--to", "sqlite", "--without-logsource", "--table", "logs");

        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Output.ShouldBe("-- A rule\n-- 929a690e-bef0-4204-a928-ef5e620d6fcc, high, pipeline windows\nSELECT *\nFROM `logs`\nWHERE lower(`Image`) LIKE '%\\a.exe';\n");
        run.Error.ShouldContain("1 rule of 1 translated to SQLite; 0 refused");
    }

    [Fact]
    public void What_cannot_be_said_is_listed_and_counted_by_feature()
    {
        folder.Write("r/a.yml", Good);
        folder.Write("r/b.yml", Regex);
        var run = CommandRun.Of("rules", "translate", folder.File("r"), "--to", "sqlite");

        run.ExitCode.ShouldBe(ExitCode.Findings);
        run.Error.ShouldContain("TRANS001: the rule cannot be said exactly in SQLite: regular expressions");
        run.Error.ShouldContain("1 rule of 2 translated to SQLite; 1 refused");
        var json = CommandRun.Of("rules", "translate", folder.File("r"), "--to", "sqlite", "--json").Json();
        json.GetProperty("refused").GetInt32().ShouldBe(1);
        json.GetProperty("refusals")[0].GetProperty("feature").GetString().ShouldBe("regular expressions");
        json.GetProperty("rules")[0].GetProperty("condition").GetString().ShouldNotBeNull().ShouldContain("lower(`Image`)");
    }

    [Fact]
    public void Every_rule_gets_a_file()
    {
        folder.Write("r/a.yml", Good);
        folder.Write("r/b.yml", Regex);
        var run = CommandRun.Of("rules", "translate", folder.File("r"), "--to", "postgres", "--out", folder.File("out"));

        run.ExitCode.ShouldBe(ExitCode.Success);
        Directory.EnumerateFiles(folder.File("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["929a690e-bef0-4204-a928-ef5e620d6fcc.sql", "another.sql"]);
        File.ReadAllText(folder.File("out/another.sql")).ShouldContain("~ '***:a[^\\u000A]c'");
        run.Output.ShouldContain("2 rules of 2 translated to PostgreSQL");
    }

    [Fact]
    public void Nothing_of_a_title_leaves_its_comment()
    {
        var rule = folder.Write("a.yml", Good.Replace("title: A rule", "title: \"x\\nDROP TABLE events; --\"", StringComparison.Ordinal));

        CommandRun.Of("rules", "translate", rule, "--to", "sqlite").Output.ShouldStartWith("-- x DROP TABLE events; --\n-- 929a");
    }

    [Fact]
    public void A_pipeline_is_named_or_the_one_that_knows_the_log_source_is_taken()
    {
        var rule = folder.Write("a.yml", Good);
        CommandRun.Of("rules", "translate", rule, "--to", "kql").Output.ShouldContain("FolderPath endswith");
        CommandRun.Of("rules", "translate", rule, "--to", "kql", "--pipeline", "windows").Output.ShouldContain("Image endswith");
        var unknown = CommandRun.Of("rules", "translate", rule, "--to", "kql", "--pipeline", "nothing");
        unknown.ExitCode.ShouldBe(ExitCode.BadInput);
        unknown.Error.ShouldContain("nothing is neither a file nor a pipeline");
    }

    [Fact]
    public void Known_columns_make_an_absent_field_missing()
    {
        var columns = folder.Write("columns.txt", "Channel\nEventID\n");
        CommandRun.Of("rules", "translate", folder.Write("a.yml", Good), "--to", "sqlite", "--columns", "@" + columns).Output.ShouldContain("WHERE FALSE");
    }

    [Theory]
    [InlineData("--to", "postgres", "--regexp-function")]
    [InlineData("--to", "sqlite", "--columns", "a", "--json-column", "b")]
    [InlineData("--to", "sqlserver")]
    [InlineData("--table", "x")]
    public void What_makes_no_sense_is_refused(params string[] options)
    {
        var run = CommandRun.Of(["rules", "translate", folder.Write("a.yml", Good), .. options]);
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public void Without_rules_there_is_nothing_to_do()
    {
        CommandRun.Of("rules", "translate", folder.File("nothing.yml"), "--to", "sqlite").ExitCode.ShouldBe(ExitCode.BadInput);
        CommandRun.Of("rules", "translate", folder.Write("empty.yml", "a: b\n"), "--to", "sqlite").ExitCode.ShouldBe(ExitCode.BadInput);
    }
}
