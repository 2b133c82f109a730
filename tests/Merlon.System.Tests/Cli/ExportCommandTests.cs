using System.Text.Json;
using System.Text.RegularExpressions;
using Merlon.Documents;
using Merlon.Stix;
using Merlon.System.Tests.Sheets;

namespace Merlon.System.Tests.Cli;

public sealed partial class ExportCommandTests
{
    static CommandRun Export(ScratchFolder folder, string format, string output, params string[] more)
        => CommandRun.Of(["export", "--format", format, "--out", folder.File(output), .. more]);

    static string[] Ics => ["--release", SharedData.PathOf("attack/ics-attack-18.1.json")];

    [Fact]
    public void A_bundle_reads_back()
    {
        using var folder = new ScratchFolder();

        var run = Export(folder, "stix-2.1", "ics.json", Ics);

        run.ExitCode.ShouldBe(0, run.Error);
        var read = StixReader.Read([new StixBundle("ics.json", File.ReadAllBytes(folder.File("ics.json")))], version: null, ReadLimits.Default);
        read.Diagnostics.ShouldBeEmpty();
        read.Value.ShouldNotBeNull().Version.ShouldBe("18.1");
    }

    [Fact]
    public void Several_domains_make_a_folder_of_bundles_and_not_one_file()
    {
        using var folder = new ScratchFolder();
        string[] all = ["--release", SharedData.PathOf("attack"), "--release-version", "12.1"];

        Export(folder, "stix-2.0", "out", all).ExitCode.ShouldBe(0);
        var refused = Export(folder, "stix-2.0", "one.json", all);

        Directory.EnumerateFiles(folder.File("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["enterprise-attack-12.1.json", "ics-attack-12.1.json", "mobile-attack-12.1.json"]);
        (refused.ExitCode, File.Exists(folder.File("one.json"))).ShouldBe((2, false));
        refused.Error.ShouldContain("3 domains make 3 bundles");
    }

    /// <summary>Names that scripts for attackToExcel's workbooks look for.</summary>
    [Fact]
    public void A_workbook_has_the_sheets_and_columns_that_the_field_knows()
    {
        using var folder = new ScratchFolder();

        Export(folder, "xlsx", "ics.xlsx", Ics).ExitCode.ShouldBe(0);

        using var book = new WrittenWorkbook(folder.File("ics.xlsx"));
        book.SheetNames.ShouldBe(
            ["techniques", "tactics", "software", "groups", "campaigns", "assets", "mitigations", "datacomponents", "detectionstrategies", "analytics", "log sources", "ics-attack matrix", "relationships", "citations"]);
        RowsOf(book, "techniques").ShouldBe(1 + 83);
        RowsOf(book, "groups").ShouldBe(1 + 14);
        HeadOf(book, "techniques", 9).ShouldBe(["ID", "STIX ID", "name", "description", "url", "created", "last modified", "domain", "version"]);
        HeadOf(book, "relationships", 4).ShouldBe(["source ID", "source name", "source ref", "source type"]);
        HeadOf(book, "citations", 3).ShouldBe(["reference", "citation", "url"]);
    }

    static int RowsOf(WrittenWorkbook book, string sheet) => book.Cells(book.SheetNames.ToList().IndexOf(sheet)).Keys.Count(static place => place[0] == 'A' && char.IsAsciiDigit(place[1]));

    static IEnumerable<string> HeadOf(WrittenWorkbook book, string sheet, int columns)
    {
        var cells = book.Cells(book.SheetNames.ToList().IndexOf(sheet));
        return Enumerable.Range(0, columns).Select(column => cells[$"{(char)('A' + column)}1"]);
    }

    [Fact]
    public void A_folder_of_workbooks_has_one_for_each_kind_too()
    {
        using var folder = new ScratchFolder();

        Export(folder, "xlsx", "books", Ics).ExitCode.ShouldBe(0);

        var names = Directory.EnumerateFiles(folder.File("books")).Select(Path.GetFileName).ToList();
        names.ShouldContain("ics-attack-18.1.xlsx", StringComparer.Ordinal);
        names.ShouldContain("ics-attack-18.1-techniques.xlsx", StringComparer.Ordinal);
        using var book = new WrittenWorkbook(folder.File("books/ics-attack-18.1-techniques.xlsx"));
        book.SheetNames.ShouldContain("procedure examples", StringComparer.Ordinal);
    }

    [Fact]
    public void Tables_of_some_kinds_are_written_as_csv()
    {
        using var folder = new ScratchFolder();

        Export(folder, "csv", "tables", [.. Ics, "--only", "groups", "--only", "techniques"]).ExitCode.ShouldBe(0);

        Directory.EnumerateFiles(folder.File("tables")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["citations.csv", "groups.csv", "relationships.csv", "techniques.csv"]);
        File.ReadAllText(folder.File("tables/groups.csv")).ShouldStartWith("ID,STIX ID,name,description,url,created,last modified,domain,version,");
    }

    [Fact]
    public void The_json_document_has_every_object_and_every_statement()
    {
        using var folder = new ScratchFolder();

        Export(folder, "json", "ics.json", Ics).ExitCode.ShouldBe(0);

        var root = JsonDocument.Parse(File.ReadAllBytes(folder.File("ics.json"))).RootElement;
        root.EnumerateObject().Select(static property => property.Name).ShouldBe(["merlon", "release", "domains", "has_texts", "objects", "relationships"]);
        root.GetProperty("relationships").GetArrayLength().ShouldBe(1_373);
        var objects = root.GetProperty("objects").EnumerateArray().ToList();
        objects.Count.ShouldBe(450);
        foreach (var one in objects)
        {
            var names = one.EnumerateObject().Select(static property => property.Name).ToList();
            names.Distinct(StringComparer.Ordinal).Count().ShouldBe(names.Count);
        }

        var technique = objects.Single(static one => one.GetProperty("id").GetString() == "T0803" && one.GetProperty("type").GetString() == "technique");
        technique.GetProperty("created_at").GetString().ShouldBe("2020-05-21T17:43:26.506Z");
    }

    [Theory]
    [InlineData("markdown", ".md")]
    [InlineData("site", ".html")]
    public void Every_link_of_the_pages_leads_to_a_page(string format, string extension)
    {
        using var folder = new ScratchFolder();

        Export(folder, format, "pages", Ics).ExitCode.ShouldBe(0);

        var files = Directory.EnumerateFiles(folder.File("pages"), "*" + extension, SearchOption.AllDirectories).ToList();
        files.Count.ShouldBeGreaterThan(449);
        var broken = from file in files
                     from link in Links().Matches(File.ReadAllText(file)).Select(static match => match.Groups["href"].Value.Split('#')[0]).Distinct(StringComparer.Ordinal)
                     where link.Length > 0 && !link.Contains(':', StringComparison.Ordinal) && !File.Exists(Path.Combine(Path.GetDirectoryName(file) ?? "", link))
                     select $"{file}: {link}";
        broken.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("stix-2.1", "out")]
    [InlineData("xlsx", "out.xlsx")]
    [InlineData("json", "out.json")]
    [InlineData("csv", "out")]
    [InlineData("markdown", "out")]
    [InlineData("site", "out")]
    public void The_same_release_gives_the_same_bytes(string format, string name)
    {
        using var folder = new ScratchFolder();
        foreach (var time in (string[])["a", "b"])
        {
            Export(folder, format, Path.Combine(time, name), [.. Ics, "--live-only"]).ExitCode.ShouldBe(0);
        }

        var first = FilesBelow(folder.File("a"));
        first.Keys.ShouldBe(FilesBelow(folder.File("b")).Keys);
        foreach (var (path, bytes) in FilesBelow(folder.File("b")))
        {
            bytes.AsSpan().SequenceEqual(first[path]).ShouldBeTrue(path);
        }
    }

    [Fact]
    public void Live_only_pages_have_no_dead_object()
    {
        using var folder = new ScratchFolder();

        Export(folder, "site", "site", [.. Ics, "--live-only"]).ExitCode.ShouldBe(0);

        Directory.Exists(folder.File("site/data-sources")).ShouldBeFalse();
        File.ReadAllText(folder.File("site/techniques/index.html")).ShouldContain("83 in all");
    }

    [Fact]
    public void The_built_in_release_is_exported_as_facts_and_says_what_is_missing()
    {
        using var folder = new ScratchFolder();

        var run = Export(folder, "csv", "out");

        run.ExitCode.ShouldBe(0);
        run.Error.ShouldContain("has facts only: descriptions, procedures, contributors and references are missing");
    }

    [Fact]
    public void The_built_in_release_is_not_stix()
    {
        using var folder = new ScratchFolder();

        var run = Export(folder, "stix-2.1", "out");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("STIX030");
        run.Error.ShouldContain("merlon release add");
        Directory.Exists(folder.File("out")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("xslx", "did you mean 'xlsx'?")]
    [InlineData("pdf", "--format takes one of stix-2.1, stix-2.0, xlsx, csv, json, markdown, site, not 'pdf'")]
    public void An_unknown_format_is_refused(string format, string part)
    {
        using var folder = new ScratchFolder();
        var run = Export(folder, format, "out");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(part);
    }

    [Theory]
    [InlineData("site", "out.html", "does not write .html files")]
    [InlineData("json", "out.xlsx", "Give --out a folder, or a file that ends in .json")]
    public void A_file_of_another_format_is_refused(string format, string output, string part)
    {
        using var folder = new ScratchFolder();
        var run = Export(folder, format, output);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(part);
    }

    [Theory]
    [InlineData("--only", "grups", "'grups' is not a kind of object; did you mean 'groups'?")]
    [InlineData("--domain", "ics-atack", "was read without a domain 'ics-atack'; did you mean 'ics-attack'?")]
    public void An_unknown_part_is_refused_with_the_nearest(string option, string word, string part)
    {
        using var folder = new ScratchFolder();
        var run = Export(folder, "json", "out.json", option, word);

        (run.ExitCode, File.Exists(folder.File("out.json"))).ShouldBe((2, false));
        run.Error.ShouldContain(part);
    }

    [Theory]
    [InlineData("json", "taken/out.json")]
    [InlineData("site", "taken/site")]
    [InlineData("site", "taken")]
    [InlineData("csv", "taken")]
    public void A_place_inside_a_file_is_refused_and_nothing_is_left(string format, string output)
    {
        using var folder = new ScratchFolder();
        folder.Write("taken", "a file");

        var run = Export(folder, format, output);

        run.ExitCode.ShouldBe(3);
        run.Error.ShouldContain("--out");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_site_replaces_its_pages_and_keeps_other_files()
    {
        using var folder = new ScratchFolder();
        folder.Write("site/mine.txt", "mine");
        folder.Write("site/index.html", "old");

        Export(folder, "site", "site").ExitCode.ShouldBe(0);

        File.ReadAllText(folder.File("site/mine.txt")).ShouldBe("mine");
        File.ReadAllText(folder.File("site/index.html")).ShouldStartWith("<!doctype html>");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldHaveSingleItem();
    }

    static SortedDictionary<string, byte[]> FilesBelow(string folder)
        => new(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes, StringComparer.Ordinal), StringComparer.Ordinal);

    [GeneratedRegex(@"(href=""|src=""|\]\()(?<href>[^"")<]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Links();
}
