using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Merlon.Assessment;
using Merlon.Web.Reports;

namespace Merlon.System.Tests.Report;

public sealed partial class ReportTests
{
    [Fact]
    public void The_same_assessment_gives_the_same_bytes()
        => Written(SampleAssessment.Of()).ShouldBe(Written(SampleAssessment.Of()));

    [Fact]
    public void The_sections_stand_in_the_order_in_which_a_manager_reads()
    {
        var html = Html(SampleAssessment.Of());
        string[] sections = ["answer", "groups", "matrix", "gaps", "plan", "unresolved", "evidence", "method"];
        var places = sections.Select(section => html.IndexOf($"id=\"{section}\"", StringComparison.Ordinal)).ToList();
        places.ShouldAllBe(place => place > 0);
        places.ShouldBe(places.Order());
    }

    [Fact]
    public void Nothing_is_loaded_from_elsewhere_and_the_policy_admits_only_the_two_inlined_resources()
    {
        var html = Html(SampleAssessment.Of());
        Loads().Matches(html).Select(match => match.Value).ShouldBeEmpty();
        var style = Between(html, "<style>", "</style>");
        var script = Between(html, "<script>", "</script>");
        var policy = Between(html, "<meta http-equiv=\"Content-Security-Policy\" content=\"", "\"")
            .Replace("&#x27;", "'", StringComparison.Ordinal).Replace("&#x2B;", "+", StringComparison.Ordinal);
        policy.ShouldBe($"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; base-uri 'none'; form-action 'none'");
    }

    [Fact]
    public void No_element_has_an_inline_style_or_a_handler_since_the_policy_would_drop_them()
        => InlineCode().Matches(WithoutInlined(Html(SampleAssessment.Of()))).Select(match => match.Value).ShouldBeEmpty();

    [Fact]
    public void The_matrix_has_a_column_for_every_tactic_in_matrix_order()
    {
        var html = Html(SampleAssessment.Of());
        var places = SampleRelease.TacticNames.Select(name => html.IndexOf($"<h3><bdi>{name}</bdi>", StringComparison.Ordinal)).ToList();
        places.ShouldAllBe(place => place > 0);
        places.ShouldBe(places.Order());
    }

    [Fact]
    public void Every_gap_has_an_anchor_and_every_link_inside_the_page_has_a_target()
    {
        var html = Html(SampleAssessment.Of());
        var ids = Ids().Matches(html).Select(match => match.Groups["id"].Value).ToList();
        ids.Count(id => id.StartsWith("g-T", StringComparison.Ordinal)).ShouldBe(SampleAssessment.GapsCount);
        ids.Distinct(StringComparer.Ordinal).Count().ShouldBe(ids.Count);
        InnerLinks().Matches(html).Select(match => match.Groups["id"].Value).Except(ids, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_left_out_is_counted()
    {
        var html = Html(SampleAssessment.Of());
        html.ShouldContain("The other 25 gaps");
        html.ShouldContain("3 weaker statements");
        html.ShouldContain("2 more measures");
        html.ShouldContain("26 measures were considered and not chosen");
        html.ShouldContain("1 more in gaps.json");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "<script>alert")]
    [InlineData("\"><img src=x onerror=alert(1)>", "<img")]
    [InlineData("' onmouseover='alert(1)", "' onmouseover=")]
    [InlineData("</style><b>", "</style><b>")]
    [InlineData("\u202Etxt.exe", "\u202E")]
    [InlineData("\u2066a\u2069", "\u2066")]
    [InlineData("\u202Etxt.exe", "&#x202E;")]
    [InlineData("\0", "\0")]
    public void Text_from_outside_stays_text(string foreign, string harmful)
    {
        var html = Html(SampleAssessment.Of(foreign, SampleRelease.Read(techniqueName: "Name " + foreign.Replace("\0", "", StringComparison.Ordinal))));
        WithoutInlined(html).Contains(harmful, StringComparison.Ordinal).ShouldBeFalse();
        html.ShouldContain("Sample Bank");
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("http://attack.mitre.org/T0001")]
    [InlineData("//evil.example")]
    public void Only_https_addresses_become_links(string address)
    {
        var html = Html(SampleAssessment.Of(release: SampleRelease.Read(techniqueUrl: address)));
        html.Contains(address, StringComparison.Ordinal).ShouldBeFalse();
        html.ShouldContain("<span class=\"id\">T0001</span>");
    }

    [Fact]
    public void Long_foreign_text_is_cut_and_a_pair_of_surrogates_is_not()
    {
        Figures.Cut(new string('a', Figures.TextCharsMax)).ShouldBe(new string('a', Figures.TextCharsMax));
        Figures.Cut(new string('a', Figures.TextCharsMax + 1)).ShouldBe(new string('a', Figures.TextCharsMax - 1) + "…");
        var pairs = string.Concat(Enumerable.Repeat("😀", Figures.TextCharsMax));
        Figures.Cut("a" + pairs).EnumerateRunes().ShouldNotContain(Rune.ReplacementChar);
        Figures.Cut(pairs).EnumerateRunes().ShouldNotContain(Rune.ReplacementChar);
    }

    [Fact]
    public void An_assessment_without_anything_says_so_instead_of_being_empty()
    {
        var full = SampleAssessment.Of();
        var html = Html(full with
        {
            Gaps = [],
            Evidence = new Dictionary<string, Evidence>(StringComparer.Ordinal),
            Unresolved = [],
            Diagnostics = [],
            Rules = new RuleCensus(0, 0, 0, 0, 0, 0),
            Plan = full.Plan with { Steps = [], NotChosen = [], Budget = null },
            Profile = new() { Groups = [], Techniques = [], Parameters = full.Profile.Parameters },
            Summary = new CoverageSummary(0, 0, 0, 0, 0, 0, 0),
        });
        html.ShouldContain("No technique has a weight");
        html.ShouldContain("No group is known to target this sector");
        html.ShouldContain("Nothing has been tested");
        html.ShouldContain("The plan is empty");
        html.ShouldContain("Every reference resolved as written");
        html.ShouldContain("No detection rules were read");
        html.Contains("NaN", StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public void The_required_notices_are_in_every_report()
    {
        var html = Html(SampleAssessment.Of());
        html.ShouldContain("MITRE ATT&amp;CK® and ATT&amp;CK® are registered trademarks of The MITRE Corporation.");
        html.ShouldContain("The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.");
        html.ShouldContain("hereby grants you a non-exclusive, royalty-free license");
    }

    internal static byte[] Written(GapAssessment assessment)
    {
        using var stream = new MemoryStream();
        ReportDocument.Write(new ReportBook(assessment), stream);
        return stream.ToArray();
    }

    static string Html(GapAssessment assessment) => Encoding.UTF8.GetString(Written(assessment));

    static string WithoutInlined(string html) => html
        .Replace(Between(html, "<style>", "</style>"), "", StringComparison.Ordinal)
        .Replace(Between(html, "<script>", "</script>"), "", StringComparison.Ordinal);

    static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex("""(?:\ssrc=|<link\b|@import|url\((?!#))""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Loads();

    [GeneratedRegex("""<[^>]*\s(?:style|on\w+)=[^>]*>""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex InlineCode();

    [GeneratedRegex("\\sid=\"(?<id>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Ids();

    [GeneratedRegex("href=\"#(?<id>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex InnerLinks();
}
