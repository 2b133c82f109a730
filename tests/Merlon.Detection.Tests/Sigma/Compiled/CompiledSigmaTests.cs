using System.Collections.Immutable;
using Merlon.Documents;
using Merlon.Sigma;
using Merlon.Sigma.Compiled;

namespace Merlon.Detection.Tests.Sigma.Compiled;

/// <summary>Compiled rules say what the rules say, and damaged ones are refused.</summary>
public sealed class CompiledSigmaTests
{
    const string Sample = """
        title: One é
        id: 929a690e-bef0-4204-a928-ef5e620d6fcc
        date: 2024-01-31
        tags: [attack.t1059]
        logsource: {product: windows, category: process_creation}
        detection:
          a: {Image|endswith: '\x.exe', N: 4624, C|cased: Y, R|re|i: 'a.c', I|cidr: 10.0.0.0/8, G|gt: 1.5, E|exists: true, Z: null, F|fieldref: G}
          b: [key, words]
          condition: a or (b and not a)
        ---
        title: Two
        logsource: {product: windows}
        detection: {s: {A|expand: '%x%'}, condition: s}
        ---
        title: Count
        correlation: {type: value_count, rules: [929a690e-bef0-4204-a928-ef5e620d6fcc], group-by: [u], timespan: 5m, condition: {gte: 3, field: f}, aliases: {u: {one: User}}}
        ---
        title: Filter
        logsource: {product: windows}
        filter: {rules: any, s: {A: b}, condition: not s}
        """;

    [Fact]
    public void What_was_written_is_read()
    {
        var content = SampleContent();
        content.Value.ShouldNotBeNull().Rules.Count.ShouldBe(2);
        content.Value.Correlations.ShouldHaveSingleItem();
        content.Value.Filters.ShouldHaveSingleItem();
        ShouldBeSame(CompiledSigma.Read(Bytes(content)), content);
        CompiledSigma.OriginOf(Bytes(content)).ShouldBe("origin é");
    }

    [Fact]
    public void Everything_of_SigmaHQ_is_the_same_compiled()
    {
        List<Diagnostic> diagnostics = [];
        var contents = SigmaCorpus.FilesOf("rules").Where(static (_, i) => i % 5 == 0).Concat(SigmaCorpus.FilesOf("rules-placeholder")).Select(path =>
        {
            var read = SigmaReader.ReadContent(File.ReadAllBytes(path), path, SigmaReadOptions.Default);
            diagnostics.AddRange(read.Diagnostics);
            return read.Value ?? SigmaContent.Empty;
        });
        var content = new Parsed<SigmaContent>(SigmaContent.Merge(contents), diagnostics);
        ShouldBeSame(CompiledSigma.Read(Bytes(content)), content);
    }

    [Fact]
    public void A_changed_byte_is_noticed()
    {
        var bytes = Bytes(SampleContent());
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x41;
            Should.Throw<InvalidDataException>(() => CompiledSigma.Read(bytes), i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            CompiledSigma.OriginOf(bytes).ShouldBeNull();
            bytes[i] ^= 0x41;
        }

        Should.Throw<InvalidDataException>(() => CompiledSigma.Read(bytes.AsMemory(0, bytes.Length - 1)));
        Should.Throw<InvalidDataException>(() => CompiledSigma.Read(Array.Empty<byte>()));
    }

    [Fact]
    public void Bytes_made_up_to_fit_the_checksum_are_read_or_refused_and_nothing_else()
    {
        const int HeaderBytes = 24;
        var body = Bytes(SampleContent())[HeaderBytes..];
        var random = new Random(7);
        var refused = 0;
        for (var i = 0; i < body.Length; i++)
        {
            foreach (var value in (byte[])[0, 0x7F, 0xFF, (byte)random.Next(256)])
            {
                var kept = body[i];
                body[i] = value;
                try
                {
                    new CompiledReader(body).Read();
                }
                catch (InvalidDataException)
                {
                    refused++;
                }

                body[i] = kept;
            }

            Should.Throw<InvalidDataException>(() => new CompiledReader(body.AsMemory(0, i)).Read());
        }

        refused.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Expressions_nest_as_deep_as_the_limit_and_no_deeper()
    {
        Should.NotThrow(() => CompiledSigma.Read(Bytes(Nested(CompiledReader.ExpressionDepthMax))));
        Should.Throw<InvalidDataException>(() => CompiledSigma.Read(Bytes(Nested(CompiledReader.ExpressionDepthMax + 1))));
    }

    static Parsed<SigmaContent> Nested(int depth)
    {
        SigmaExpression expression = new SigmaExpression.Match(new SigmaPredicate.Null("A", default));
        for (var i = 1; i < depth; i++)
        {
            expression = new SigmaExpression.Negation(expression);
        }

        var rule = SampleContent().Value.ShouldNotBeNull().Rules[0] with { Expression = expression };
        return new Parsed<SigmaContent>(new SigmaContent([rule], [], []), []);
    }

    static Parsed<SigmaContent> SampleContent() => SigmaReader.ReadContent(System.Text.Encoding.UTF8.GetBytes(Sample), "sample.yml", SigmaReadOptions.Default);

    static byte[] Bytes(Parsed<SigmaContent> content)
    {
        using var stream = new MemoryStream();
        CompiledSigma.Write(content, "origin é", stream);
        return stream.ToArray();
    }

    // Records compare lists by reference: what both write is compared, and that a second time gives the same bytes.
    static void ShouldBeSame(Parsed<SigmaContent> read, Parsed<SigmaContent> content)
    {
        Bytes(read).AsSpan().SequenceEqual(Bytes(content)).ShouldBeTrue();
        read.Diagnostics.ShouldBe(content.Diagnostics);
        var (a, b) = (read.Value.ShouldNotBeNull(), content.Value.ShouldNotBeNull());
        a.Rules.Select(static rule => (rule.Document, rule.Title, rule.Id, rule.Level, rule.Date, rule.LogSource, rule.Refusal, Count(rule.Expression)))
            .ShouldBe(b.Rules.Select(static rule => (rule.Document, rule.Title, rule.Id, rule.Level, rule.Date, rule.LogSource, rule.Refusal, Count(rule.Expression))));
        a.Rules.Zip(b.Rules).ShouldAllBe(static pair => PredicatesOf(pair.First.Expression).SequenceEqual(PredicatesOf(pair.Second.Expression)));
    }

    static int Count(SigmaExpression? expression) => PredicatesOf(expression).Length;

    static ImmutableArray<SigmaPredicate> PredicatesOf(SigmaExpression? expression)
        => expression switch
        {
            SigmaExpression.AllOf all => [.. all.Parts.SelectMany(static part => PredicatesOf(part))],
            SigmaExpression.AnyOf any => [.. any.Parts.SelectMany(static part => PredicatesOf(part))],
            SigmaExpression.Negation negation => PredicatesOf(negation.Part),
            SigmaExpression.Selection selection => PredicatesOf(selection.Body),
            SigmaExpression.Match match => [match.Predicate],
            _ => [],
        };
}
