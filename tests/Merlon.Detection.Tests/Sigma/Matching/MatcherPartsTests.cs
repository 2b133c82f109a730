using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Merlon.Documents;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;
using Merlon.Sigma.Matching.Compilation;
using Merlon.Sigma.Matching.Indexes;
using Merlon.Sigma.Matching.Memory;
using Merlon.Sigma.Matching.Values;

namespace Merlon.Detection.Tests.Sigma.Matching;

/// <summary>Each index, gate and memory against the plain way of doing the same.</summary>
public sealed class MatcherPartsTests
{
    [Fact]
    public void An_affix_index_finds_every_beginning_end_and_whole_value()
        => ForSeeds(500, static random =>
        {
            var texts = Enumerable.Range(0, random.Next(1, 40)).Select(_ => Bytes(random, 6)).ToArray();
            foreach (var isFromBack in (bool[])[false, true])
            {
                var index = new AffixIndex([.. texts.Select((text, i) => (text, i, i % 3 == 0))], isFromBack);
                var value = Bytes(random, 12);
                var found = new PredicateList();
                found.Clear(texts.Length);
                index.Find(value, found);
                found.Items.ToArray().Order().ShouldBe(Enumerable.Range(0, texts.Length).Where(i => i % 3 == 0
                    ? value.AsSpan().SequenceEqual(texts[i])
                    : isFromBack ? value.AsSpan().EndsWith(texts[i]) : value.AsSpan().StartsWith(texts[i])));
            }
        });

    [Fact]
    public void A_gram_index_finds_every_part()
        => ForSeeds(500, static random =>
        {
            var texts = Enumerable.Range(0, random.Next(1, 60)).Select(_ => Bytes(random, 8, GramIndex.TextBytesMin)).ToArray();
            var index = new GramIndex([.. texts.Select(static (text, i) => (text, i))]);
            var value = random.Next(2) == 0 ? Bytes(random, 100) : [.. Bytes(random, 9), .. texts[random.Next(texts.Length)], .. Bytes(random, 9)];
            var found = new PredicateList();
            found.Clear(texts.Length);
            index.Find(value, found);
            found.Items.ToArray().Order().ShouldBe(Enumerable.Range(0, texts.Length).Where(i => value.AsSpan().IndexOf(texts[i]) >= 0));
        });

    [Fact]
    public void A_glob_fits_what_the_specification_says()
        => ForSeeds(3_000, static random =>
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Pick(random, "a", "b", "é", "😀", $"{SigmaPattern.AnyOne}", $"{SigmaPattern.AnyRun}")));
            var text = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Pick(random, "a", "b", "É", "😀")));
            var canonical = SigmaPattern.FromCanonical(pattern).Canonical;
            Glob.Make(canonical, isCased: false).ShouldNotBeNull().IsMatch(Folded(text)).ShouldBe(SigmaText.IsMatch(SigmaText.Fold(text), SigmaText.Fold(canonical)), $"{canonical} on {text}");
            Glob.Make(canonical, isCased: true).ShouldNotBeNull().IsMatch(Encoding.UTF8.GetBytes(text)).ShouldBe(SigmaText.IsMatch(text, canonical), $"{canonical} on {text}, cased");
        });

    [Theory]
    [InlineData("(?:abc|abd)xyz", "XYZ")]
    [InlineData("ab?cd", "A CD")]
    [InlineData("[Rr]un[Dd]ll32", "RUNDLL32")]
    [InlineData("(net )?user", "USER")]
    [InlineData("(?:net )+user", "NET |USER")]
    [InlineData(@"\\cmd\.exe", @"\CMD.EXE")]
    [InlineData("abc|def", "")]
    [InlineData("(abc|def)", "")]
    [InlineData("a{0}bcd", "BCD")]
    [InlineData("a{foo|bar}", "")]
    [InlineData(@"\x41bc", "")]
    [InlineData(@"abc\12", "")]
    [InlineData("(?x)a b c", "")]
    [InlineData("(?i)abc", "ABC")]
    [InlineData("(?!abc)def", "")]
    [InlineData("[abc]def", "DEF")]
    [InlineData("abc+d", "ABC|D")]
    public void Literals_of_a_regular_expression_are_certain(string expression, string literals)
        => string.Join('|', RegexLiteral.Of(expression).Select(Encoding.ASCII.GetString)).ShouldBe(literals.Replace("A CD", "A|CD", StringComparison.Ordinal));

    [Fact]
    public void Random_expressions_never_match_a_text_without_their_literals()
        => ForSeeds(4_000, static random =>
        {
            var expression = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Pick(random, "a", "b", "C", "(", ")", "(?:", "|", "*", "+", "?", "{0,2}", "{2}", "[ab]", "[aA]", ".", "\\.", "\\w", "^", "$", "(?i)")));
            Regex regex;
            try
            {
                regex = new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            }
            catch (ArgumentException)
            {
                return;
            }

            var text = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Pick(random, "a", "b", "c", "C", ".")));
            if (regex.IsMatch(text))
            {
                RegexLiteral.Of(expression).Select(Encoding.ASCII.GetString).Where(literal => !text.ToUpperInvariant().Contains(literal, StringComparison.Ordinal)).ShouldBeEmpty($"{expression} on {text}");
            }
        });

    [Fact]
    public void A_keyword_gate_never_misses_whatever_the_encoding()
        => ForSeeds(3_000, static random =>
        {
            var texts = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Keyword(random)).ToArray();
            if (KeywordGate.Make(texts.Select(Folded)) is not { } gate)
            {
                return;
            }

            gate.IsNarrow = random.Next(2) == 0;
            var text = texts[random.Next(texts.Length)];
            text = random.Next(2) == 0 ? text.ToUpperInvariant() : text;
            var value = new string('x', random.Next(70)) + text + new string('y', random.Next(70));
            gate.MayOccur(Encoding.UTF8.GetBytes(value), SlotEncoding.Utf8).ShouldBeTrue(value);
            gate.MayOccur([.. Bytes(random, 3), .. Encoding.Unicode.GetBytes(value)], SlotEncoding.Utf16).ShouldBeTrue(value);
            var json = JsonOf(value, random);
            gate.MayOccur(Encoding.UTF8.GetBytes(json), SlotEncoding.JsonEscaped).ShouldBeTrue($"{value} as {json}");
        });

    [Fact]
    public void A_keyword_gate_stays_closed_for_other_text()
    {
        var gate = KeywordGate.Make([Folded("sekurlsa::"), Folded(@"\mimilib.dll"), Folded("kerberos::golden")]).ShouldNotBeNull();
        gate.MayOccur("""{"Image":"C:\\Windows\\user\\u.exe","Text":"nothing :: to see, kerberos, golden \u0022"}"""u8, SlotEncoding.JsonEscaped).ShouldBeFalse();
        gate.MayOccur(Encoding.Unicode.GetBytes("nothing to see here"), SlotEncoding.Utf16).ShouldBeFalse();
        gate.MayOccur([], SlotEncoding.Utf8).ShouldBeFalse();
    }

    [Fact]
    public void Values_give_the_same_text_in_every_encoding()
        => ForSeeds(2_000, static random =>
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Pick(random, "a", "Z", "é", "ſ", "😀", "\"", "\\", "/", "\n", "\0", " ")));
            byte[][] records = [Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(JsonOf(text, random)), Encoding.Unicode.GetBytes(text)];
            for (var i = 0; i < records.Length; i++)
            {
                var value = new ValueText();
                value.Set(new SlotValue(0, records[i].Length, (SlotEncoding)(i + 1), LogValueKind.Text));
                value.Folded(records[i]).ToArray().ShouldBe(Folded(text));
                value.IsAscii.ShouldBe(Ascii.IsValid(text));
                value.Utf16(records[i]).ToString().ShouldBe(text);
                Encoding.UTF8.GetString(value.Valid(records[i])).ShouldBe(text);
            }
        });

    [Fact]
    public void A_structure_is_compact_JSON()
    {
        var record = """{ "a" : [ 1, "x \" y" ] }"""u8.ToArray();
        var value = new ValueText();
        value.Set(new SlotValue(0, record.Length, SlotEncoding.Utf8, LogValueKind.Structure));
        Encoding.UTF8.GetString(value.Plain(record)).ShouldBe("""{"a":[1,"x \" y"]}""");
    }

    [Fact]
    public void Bindings_are_those_of_field_lookup()
        => ForSeeds(800, static random =>
        {
            var pipeline = EngineCases.Pipelines.Pipelines[0];
            var record = new EngineCases(random.Next()).Record();
            string[] fields = ["Image", "CommandLine", "User", "Name"];
            var binder = new FieldBinder(pipeline, [.. fields]);
            var plan = new RoutePlan(PipelineSet.RouteOf(pipeline, ["C", "1"]), binder, -1, gate: null, program: null);
            var buffer = new SlotBuffer();
            buffer.Begin(plan);
            for (var i = 0; i < record.Count; i++)
            {
                foreach (var binding in plan.Bind(record.NameOf(i)))
                {
                    buffer.Add(binding, i, 0, SlotEncoding.Utf8, LogValueKind.Text, record.DepthOf(i), record.IsElement(i));
                }

                var name = record.NameText(i);
                for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0 && plan.Bind(record.NameOf(i)).Length > 0; dot = name.IndexOf('.', dot + 1))
                {
                    plan.MayBindBelow(Encoding.UTF8.GetBytes(name[..dot])).ShouldBeTrue(name);
                }
            }

            for (var slot = 0; slot < fields.Length; slot++)
            {
                List<int> bound = [];
                for (var at = slot; buffer.Values[at].IsThere; at = buffer.Values[at].Next)
                {
                    bound.Add(buffer.Values[at].Start);
                    if (buffer.Values[at].Next == 0)
                    {
                        break;
                    }
                }

                bound.ShouldBe(FieldLookup.Find(record, pipeline, claim: null, fields[slot]));
            }
        });

    [Fact]
    public void A_fingerprint_tells_lengths_tags_and_every_bit_apart()
    {
        var hash = new KeyedHash();
        var seen = new HashSet<Fingerprint>();
        for (var length = 0; length < 2_200; length += length < 80 ? 1 : 67)
        {
            var bytes = new byte[length];
            seen.Add(hash.Of(bytes, 0)).ShouldBeTrue();
            seen.Add(hash.Of(bytes, 1UL << 33)).ShouldBeTrue();
            hash.Of(bytes, 0).ShouldBe(hash.Of(new byte[length], 0));
            for (var at = 0; at < length; at += length < 80 ? 1 : 13)
            {
                bytes[at] ^= 0x10;
                seen.Add(hash.Of(bytes, 0)).ShouldBeTrue();
                bytes[at] ^= 0x10;
            }
        }
    }

    [Fact]
    public void Memory_of_lists_is_bounded_and_never_wrong()
    {
        var hash = new KeyedHash();
        var memory = new ListMemory(bits: 8, itemsMax: 1_000);
        var known = 0;
        for (var round = 0; round < 5_000; round++)
        {
            var number = round % 5 == 0 ? round % 700 : round % 40;
            var key = hash.Of(BitConverter.GetBytes(number), 0);
            var list = Enumerable.Repeat(number, number % 4).ToArray();
            if (memory.TryFind(key, out var found))
            {
                found.ToArray().ShouldBe(list);
                known++;
            }
            else
            {
                memory.Put(key, list);
                memory.TryFind(key, out found).ShouldBeTrue();
                found.ToArray().ShouldBe(list);
            }
        }

        known.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Remembering_is_given_up_where_nothing_comes_again_and_tried_anew()
    {
        var benefit = default(Benefit);
        var asked = 0;
        for (var i = 0; i < 100_000; i++)
        {
            if (benefit.IsOn())
            {
                asked++;
                benefit.Count(wasKnown: false);
            }
        }

        asked.ShouldBeInRange(2 * 2_048, 20_000);
    }

    [Fact]
    public void A_profile_counts_evaluations_and_matches_remembered_ones_included()
    {
        var rule = SigmaReader.Read("title: T\nlogsource: {product: windows, service: security}\ndetection: {s: {User: a}, condition: s}\n"u8.ToArray(), "t.yml", ReadLimits.Default).Value.ShouldNotBeNull();
        var matcher = new RuleMatcher(RuleSet.Compile(new SigmaContent(rule, [], []), PipelineSet.BuiltIn), new MatcherOptions { ProfilingClock = TimeProvider.System });
        foreach (var user in (string[])["a", "b", "a"])
        {
            matcher.Match(JsonRecords.Of($$"""{"Channel":"Security","EventID":1,"User":"{{user}}"}"""));
        }

        var profile = matcher.Profile.ShouldNotBeNull();
        (profile.EvaluationsOf(0), profile.MatchesOf(0)).ShouldBe((1, 2));
        profile.TimeOf(0).ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
    }

    [Fact]
    public void A_filter_is_joined_to_the_rules_that_it_names_and_to_no_other()
    {
        const string text = """
            title: A
            name: a
            logsource: {product: windows, service: security}
            detection: {s: {User: eve}, condition: s}
            ---
            title: B
            name: b
            logsource: {product: windows, service: security}
            detection: {s: {User: eve}, condition: s}
            ---
            title: F
            logsource: {product: windows}
            filter: {rules: [a], f: {Host: lab}, condition: not f}

            """;
        var content = SigmaReader.ReadContent(System.Text.Encoding.UTF8.GetBytes(text), "t.yml", SigmaReadOptions.Default).Value.ShouldNotBeNull();
        content.Filters.ShouldHaveSingleItem();
        var matcher = new RuleMatcher(RuleSet.Compile(content, PipelineSet.BuiltIn), new MatcherOptions());
        Titles("lab").ShouldBe(["B"]);
        Titles("office").ShouldBe(["A", "B"]);

        IEnumerable<string> Titles(string host)
        {
            List<int> matches = [.. matcher.Match(JsonRecords.Of($$"""{"Channel":"Security","EventID":1,"User":"eve","Host":"{{host}}"}"""))];
            return matches.Select(i => matcher.Rules.Rules[i].Title);
        }
    }

    static void ForSeeds(int count, Action<Random> test)
        => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => test(new Random(seed))).Check(Cases.Quick.WithMaxTest(count));

    static T Pick<T>(Random random, params T[] items) => items[random.Next(items.Length)];

    // Few letters, so that much fits.
    static byte[] Bytes(Random random, int max, int min = 0) => [.. Enumerable.Range(0, random.Next(min, max + 1)).Select(_ => (byte)"AB\\"[random.Next(3)])];

    static byte[] Folded(string text) => TextFolding.Fold(text);

    static string Keyword(Random random)
        => string.Concat(Enumerable.Range(0, random.Next(3, 9)).Select(_ => Pick(random, "mimi", "k", "::", ".", "\\", "/", "\"", "é", " ", "w", "1")));

    // The inside of a JSON string, some characters escaped that need not be.
    static string JsonOf(string text, Random random)
    {
        var json = new StringBuilder();
        foreach (var c in text)
        {
            if (c is '"' or '\\' || (c == '/' && random.Next(2) == 0))
            {
                json.Append('\\').Append(c);
            }
            else if (c < 0x20 || random.Next(8) == 0)
            {
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else if (char.IsSurrogate(c))
            {
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
            else
            {
                json.Append(c);
            }
        }

        return json.ToString();
    }
}
