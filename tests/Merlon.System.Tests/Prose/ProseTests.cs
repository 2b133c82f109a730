using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using Merlon.Attack;
using Merlon.Prose;

namespace Merlon.System.Tests.Prose;

public sealed class ProseTests
{
    static readonly Citation Alert = new("CISA Alert (TA17-163A)", "CISA. (2017). Alert.", "https://example.org/alert");
    static readonly Citation Book = new("A_Book *of* sorts", "Somebody. A book.", "");

    static readonly HtmlProse Html = new(HtmlEncoder.Create(UnicodeRanges.All).Encode, static id => $"?id={id}", static number => $"#ref-{number}");
    static readonly MarkdownProse Markdown = new(static id => $"{id}.md");

    static (ProseText Text, ReferenceList References) Read(string text)
    {
        var references = new ReferenceList();
        return (ProseReader.Read(text, [Alert, Book], references), references);
    }

    static string HtmlOf(string text)
    {
        var html = new StringBuilder();
        Html.Write(html, Read(text).Text);
        return html.ToString();
    }

    /// <summary>Cases as people meet them, and what a page shows.</summary>
    [Theory]
    [InlineData("plain & simple", "<p>plain &amp; simple</p>")]
    [InlineData("type <username> here", "<p>type &lt;username&gt; here</p>")]
    [InlineData("<code>a *b* _c_ `d` &lt;e&gt; <f></code>", "<p><code>a *b* _c_ `d` &lt;e&gt; &lt;f&gt;</code></p>")]
    [InlineData("`a *b* <code> x`", "<p><code>a *b* &lt;code&gt; x</code></p>")]
    [InlineData("<code>~/.zshrc<code> then <code>/etc</code>", "<p><code>~/.zshrc</code> then <code>/etc</code></p>")]
    [InlineData("lost <code>a and <code>b</code>", "<p>lost a and <code>b</code></p>")]
    [InlineData("lost </code> and <code>", "<p>lost  and</p>")]
    [InlineData("a<br>b<br/>c<BR />d", "<p>a<br>b<br>c<br>d</p>")]
    [InlineData("<u>a</u> <b>b</b> <strong>c</strong> <i>d</i> <em onclick=\"x\">e</em> 2<sup>8</sup> H<sub>2</sub>O", "<p><u>a</u> <strong>b</strong> <strong>c</strong> <em>d</em> <em>e</em> 2<sup>8</sup> H<sub>2</sub>O</p>")]
    [InlineData("<b>open <i>both</b> rest", "<p><strong>open both</strong> rest</p>")]
    [InlineData("**b** and *i*", "<p><strong>b</strong> and <em>i</em></p>")]
    [InlineData("snake_case_name and 2*3*4", "<p>snake_case_name and 2<em>3</em>4</p>")]
    [InlineData("x (Citation: CISA Alert (TA17-163A)) y", "<p>x <sup><a href=\"#ref-1\">[1]</a></sup> y</p>")]
    [InlineData("x(Citation: A_Book *of* sorts)(Citation: CISA Alert (TA17-163A))(Citation:A_Book *of* sorts )", "<p>x<sup><a href=\"#ref-1\">[1]</a></sup><sup><a href=\"#ref-2\">[2]</a></sup><sup><a href=\"#ref-1\">[1]</a></sup></p>")]
    [InlineData("x (Citation: nobody (2020)) y", "<p>x (Citation: nobody (2020)) y</p>")]
    [InlineData("x (Citation: open", "<p>x (Citation: open</p>")]
    [InlineData("[Sub](https://attack.mitre.org/techniques/T1059/001)", "<p><a href=\"?id=T1059.001\">Sub</a></p>")]
    [InlineData("[Tool](https://attack.mitre.org/software/S0002) at https://attack.mitre.org/groups/G0016.", "<p><a href=\"?id=S0002\">Tool</a> at <a href=\"?id=G0016\">G0016</a>.</p>")]
    [InlineData("[An](https://attack.mitre.org/detectionstrategies/DET0001#AN0002) [old](https://attack.mitre.org/versions/v9/techniques/T1086/)", "<p><a href=\"?id=AN0002\">An</a> <a href=\"?id=T1086\">old</a></p>")]
    [InlineData("(LinkById\u202f: G0047) ( LinkById: T1078) {{LinkById|T1059.008} end", "<p><a href=\"?id=G0047\">G0047</a> <a href=\"?id=T1078\">T1078</a> <a href=\"?id=T1059.008\">T1059.008</a> end</p>")]
    [InlineData("(see https://api.github.com). Or http://a.b/c_d_(e)!", "<p>(see <a href=\"https://api.github.com/\" rel=\"external noopener noreferrer nofollow\">https://api.github.com</a>). Or <a href=\"http://a.b/c_d_(e)\" rel=\"external noopener noreferrer nofollow\">http://a.b/c_d_(e)</a>!</p>")]
    [InlineData("[click](javascript:alert(1)) [x](data:text/html,a) [y](/relative) [z](//host/a)", "<p>click x y z</p>")]
    [InlineData("<javascript:alert(1)> <https://example.org/>", "<p>&lt;javascript:alert(1)&gt; &lt;<a href=\"https://example.org/\" rel=\"external noopener noreferrer nofollow\">https://example.org/</a>&gt;</p>")]
    [InlineData("![picture](https://example.org/spy.png)", "<p>picture</p>")]
    [InlineData("<img src=x onerror=alert(1)><script>alert(1)</script>", "<p>&lt;img src=x onerror=alert(1)&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>")]
    [InlineData("<!-- a --> <?php ?> </p ", "<p>&lt;!-- a --&gt; &lt;?php ?&gt; &lt;/p</p>")]
    [InlineData("### Windows\n* one\n* two\n    - inner\n\n1. a\n2. b", "<h5>Windows</h5><ul><li>one</li><li>two<ul><li>inner</li></ul></li></ul><ol><li>a</li><li>b</li></ol>")]
    [InlineData("q:\n<code> index=x\n| eval a=case(\n    b, \"c\")\n# no heading\n</code>", "<p>q:</p><pre><code> index=x\n| eval a=case(\n    b, &quot;c&quot;)\n# no heading</code></pre>")]
    [InlineData("text\n    indented\n\n    more", "<p>text indented</p><p>more</p>")]
    [InlineData("> a prompt\n---\nend", "<p>&gt; a prompt --- end</p>")]
    [InlineData("⸨0⸩ and <code>x</code> ⸨1⸩", "<p>⸨0⸩ and <code>x</code> ⸨1⸩</p>")]
    [InlineData("&lt;GPO&gt; &lbrace; &#x41; &nonsense;", "<p>&lt;GPO&gt; { A &amp;nonsense;</p>")]
    public void A_text_becomes_this_html(string text, string html)
    {
        var written = HtmlOf(text);

        written.ShouldBe(html);
        OurHtml.FaultOf(written).ShouldBeNull();
    }

    [Theory]
    [InlineData("[APT29](https://attack.mitre.org/groups/G0016) used <code>cmd</code>.(Citation: CISA Alert (TA17-163A))", "APT29 used `cmd`.")]
    [InlineData("a<br>b &lt;user&gt; <username>", "a\nb <user> <username>")]
    [InlineData("[1] and (Citation: open", "[1] and (Citation: open")]
    [InlineData("one\n\n* a\n* b", "one\n\n- a\n- b")]
    public void A_text_becomes_these_words(string text, string plain) => PlainProse.Of(Read(text).Text).ShouldBe(plain);

    [Theory]
    [InlineData("a <b>*x* & `c`", "a *x* \\& `c`")]
    [InlineData("<username> # 1", "\\<username\\> \\# 1")]
    [InlineData("1\\. not a list", "1\\. not a list")]
    [InlineData("<code>a`b</code> and <code>``</code>", "``a`b`` and ``` `` ```")]
    [InlineData("x(Citation: A_Book *of* sorts)", "x[\\[1\\]](#references)")]
    [InlineData("[T](https://attack.mitre.org/techniques/T1059/001) [w](https://example.org/a(b))", "[T](T1059.001.md) [w](<https://example.org/a(b)>)")]
    public void A_text_becomes_this_markdown(string text, string markdown) => Markdown.Of(Read(text).Text).ShouldBe(markdown);

    [Fact]
    public void What_is_cited_twice_has_one_number_and_what_is_missing_is_counted()
    {
        var (_, references) = Read("(Citation: A_Book *of* sorts) (Citation: none) (Citation: A_Book *of* sorts)");

        references.Citations.ShouldBe([Book]);
        references.Missing.ShouldBe(["none"]);
    }

    [Fact]
    public void A_text_that_nests_too_deeply_is_shown_as_it_is()
    {
        var text = string.Concat(Enumerable.Range(0, 300).Select(static depth => new string(' ', depth * 2) + "- x\n"));

        Read(text).Text.Blocks.ShouldHaveSingleItem().ShouldBeOfType<ProseBlock.Paragraph>();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_text_is_read_up_to_the_limit(int past, bool isRead)
    {
        var text = "<b>x</b>".PadRight(ProseReader.TextCharsMax + past, '.');

        (HtmlOf(text).StartsWith("<p><strong>", StringComparison.Ordinal)).ShouldBe(isRead);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("*a ")]
    [InlineData("<b>")]
    [InlineData("<code>")]
    [InlineData("(Citation: ")]
    [InlineData("![](")]
    [InlineData("`")]
    [InlineData("&")]
    [InlineData("⸨")]
    [InlineData("> ")]
    [InlineData("http://")]
    public void The_same_sign_thousands_of_times_does_no_harm(string sign)
    {
        var html = HtmlOf(string.Concat(Enumerable.Repeat(sign, 5_000)));

        OurHtml.FaultOf(html).ShouldBeNull();
    }

    [Fact]
    public void Whatever_stands_in_a_text_the_html_has_only_our_tags()
    {
        string[] pieces =
        [
            "<code>", "</code>", "<b>", "</b>", "<i>", "</i>", "<br>", "<script>", "</", "<a href=\"javascript:x\">", "*", "**", "_", "`", "```", "\n", "\n\n", "- ", "1. ", "# ", "    ",
            "[", "]", "(", ")", "](https://e.org)", "](javascript:x)", "](https://attack.mitre.org/groups/G0001)", "(Citation: ", "CISA Alert (TA17-163A)", "A_Book *of* sorts",
            "&lt;", "&#60;", "&", "<", ">", "\"", "'", "⸨", "⸩", "0", "word", " ", "https://e.org/<b>", "\u202e", "\0", "\ud800", "(LinkById: G0001)", "!",
        ];
        Prop.ForAll(Gen.Choose(0, pieces.Length - 1).ArrayOf().ToArbitrary(), choice => OurHtml.FaultOf(HtmlOf(string.Concat(choice.Select(i => pieces[i])))) is null)
            .Check(Cases.Quick.WithMaxTest(2_000).WithEndSize(60));
    }
}
