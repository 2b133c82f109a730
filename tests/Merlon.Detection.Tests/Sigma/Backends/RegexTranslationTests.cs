using System.Net;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Merlon.Sigma;
using Merlon.Sigma.Backends;

namespace Merlon.Detection.Tests.Sigma.Backends;

/// <summary>What is handed to other engines as regular expressions means what the matcher does: trees are run here and compared.</summary>
public sealed class RegexTranslationTests
{
    [Theory]
    [InlineData("a.c")]
    [InlineData("^a")]
    [InlineData("a$")]
    [InlineData("^a|b$")]
    [InlineData("(^|/)b")]
    [InlineData("(a|b$)")]
    [InlineData("a{2,3}b")]
    [InlineData("a{,3}")]
    [InlineData("a{")]
    [InlineData("(?i)aKs")]
    [InlineData("a(?i)b|k")]
    [InlineData("(?i:[a-k])b")]
    [InlineData("[^ab]")]
    [InlineData("[]a]")]
    [InlineData("[a-]")]
    [InlineData(@"[\d-]a")]
    [InlineData(@"\w\s?\d*")]
    [InlineData(@"\W")]
    [InlineData(@"[\w+|\s]b")]
    [InlineData(@"\x61\u0062\n")]
    [InlineData(@"\.\-\/""")]
    [InlineData("a??b+?")]
    [InlineData("(?s).b")]
    [InlineData("(?m)^b$")]
    [InlineData(@"\Aa\z")]
    [InlineData(@"b\Z")]
    [InlineData(@"\p{Lu}")]
    [InlineData(@"(?<name>a)b")]
    [InlineData("a*")]
    [InlineData("(?:)")]
    [InlineData("x|")]
    public void An_expression_matches_what_it_matched(string expression)
    {
        var regex = new Regex(expression, RegexOptions.CultureInvariant);
        var (tree, unsupported) = RegexReader.Read(Predicate(expression));
        unsupported.ShouldBe("");
        var written = DotNetDialect.Make(tree.ShouldNotBeNull()).ShouldNotBeNull();
        var folding = DotNetDialect.Make(tree, hasCaseFlag: true).ShouldNotBeNull();
        var whole = DotNetDialect.MakeWhole(tree);
        foreach (var text in Texts("abkKsB/1 \nÄä_\u212A\u017F.", 1_500))
        {
            written.IsMatch(text).ShouldBe(regex.IsMatch(text), $"{expression} as {written} on '{text}'");
            folding.IsMatch(text).ShouldBe(regex.IsMatch(text), $"{expression} as {folding} on '{text}'");
            whole?.IsMatch(text).ShouldBe(regex.IsMatch(text), $"{expression} as {whole} on '{text}'");
        }
    }

    [Theory]
    [InlineData(@"\bword", "word boundaries")]
    [InlineData("(?=a)b", "lookaround, conditions or atomic groups")]
    [InlineData("(?<!a)b", "lookaround, conditions or atomic groups")]
    [InlineData("(?>a)b", "lookaround, conditions or atomic groups")]
    [InlineData(@"(a)\1", "backreferences")]
    [InlineData(@"[a-z-[aeiou]]", "a class within a class")]
    [InlineData(@"\p{IsGreek}", "a Unicode block or script")]
    [InlineData(@"\cA", "an escape that engines read differently")]
    [InlineData("\U0001F600", "a character outside the basic plane")]
    public void What_other_engines_read_differently_is_named(string expression, string feature)
        => RegexReader.Read(Predicate(expression)).Unsupported.ShouldBe(feature);

    [Theory]
    [InlineData("a$b")]
    [InlineData("a^b")]
    [InlineData("(a$|b)c")]
    public void An_anchor_inside_is_refused(string expression)
        => RegexDialect.Re2.Write(RegexReader.Read(Predicate(expression)).Tree.ShouldNotBeNull()).Unsupported.ShouldBe("an anchor inside the expression");

    [Theory]
    [InlineData(".{1000,}", @"***:(?:[^\u000A]{250}){4}")]
    [InlineData("a.*", "***:a")]
    [InlineData(@"\d{1,3}$", @"***:[0-9")]
    public void What_may_repeat_at_an_open_end_need_not(string expression, string beginning)
        => RegexDialect.Postgres.Write(RegexReader.Read(Predicate(expression)).Tree.ShouldNotBeNull()).Text.ShouldNotBeNull().ShouldStartWith(beginning);

    [Fact]
    public void Only_the_Kelvin_sign_is_a_letter_of_ASCII_in_another_case()
    {
        foreach (var letter in Enumerable.Range('A', 26).Concat(Enumerable.Range('a', 26)))
        {
            var asked = CharacterSet.OfClass(FormattableString.Invariant($@"(?i)\u{letter:X4}"));
            CaseVariants.OfRegex(letter).Ranges.ShouldBe(asked.Ranges);
        }
    }

    [Fact]
    public void Characters_that_are_the_same_without_case_are_those_that_fold_to_the_same()
    {
        foreach (var character in Enumerable.Range(1, 0xD7FF).Where(static c => c % 7 == 0 || c < 0x600))
        {
            var variants = CaseVariants.OfText(character);
            variants.ShouldContain(character);
            variants.Select(static v => SigmaText.Fold(new System.Text.Rune(v))).Distinct().Count().ShouldBe(1);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("9")]
    [InlineData("10")]
    [InlineData("4624")]
    [InlineData("-5")]
    [InlineData("-120")]
    [InlineData("0.5")]
    [InlineData("10.25")]
    [InlineData("-0.01")]
    [InlineData("99.9")]
    public void A_number_compares_as_the_matcher_compares(string value)
    {
        var number = decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
        foreach (var comparison in Enum.GetValues<SigmaOperator>())
        {
            var regex = DotNetDialect.Make(NumberRegex.Of(comparison, number)).ShouldNotBeNull();
            foreach (var text in Texts("0124569.+-", 4_000).Concat(Texts(value + "0.", 1_000)).Append(value).Append("+" + value).Append("0" + value).Append(value + ".0").Append(value + "."))
            {
                var expected = SigmaText.TryReadNumber(text, out var read) && SigmaText.Holds(read, comparison, number);
                regex.IsMatch(text).ShouldBe(expected, $"'{text}' {comparison} {value}");
            }
        }
    }

    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("172.16.0.0/12")]
    [InlineData("192.168.1.64/26")]
    [InlineData("127.0.0.1/32")]
    [InlineData("0.0.0.0/0")]
    [InlineData("224.0.0.0/3")]
    [InlineData("::1/128")]
    [InlineData("::/0")]
    [InlineData("fe80::/10")]
    [InlineData("fc00::/7")]
    [InlineData("2001:db8::/33")]
    [InlineData("::ffff:0:0/96")]
    [InlineData("::ffff:10.0.0.0/104")]
    public void A_network_holds_every_spelling_of_its_addresses(string network)
    {
        SigmaNetwork.TryParse(network, out var parsed).ShouldBeTrue();
        var regex = DotNetDialect.Make(NetworkRegex.Of(parsed)).ShouldNotBeNull();
        foreach (var text in Addresses(parsed, 2_500))
        {
            var expected = SigmaNetwork.TryParseAddress(text, out var address) && SigmaNetwork.Contains(parsed, address);
            regex.IsMatch(text).ShouldBe(expected, $"'{text}' in {network}");
        }
    }

    [Fact]
    public void A_pattern_matches_what_the_matcher_matches()
        => Prop.ForAll(
            Gen.Choose(0, 8).SelectMany(static n => Gen.Elements("ab*?AÄä.sſkK\n\\".ToCharArray()).ArrayOf(n)).ToArbitrary(),
            static written =>
            {
                var pattern = SigmaPattern.Parse(new string(written));
                foreach (var isCased in (bool[])[true, false])
                {
                    var regex = DotNetDialect.Make(PatternRegex.Of(pattern, isCased)).ShouldNotBeNull();
                    foreach (var text in Texts("abAÄäsſkK\n\\.", 60))
                    {
                        var expected = isCased ? SigmaText.IsMatch(text, pattern.Canonical) : SigmaText.IsMatch(SigmaText.Fold(text), SigmaText.Fold(pattern.Canonical));
                        regex.IsMatch(text).ShouldBe(expected);
                    }
                }
            }).Check(Cases.Quick);

    static SigmaPredicate.RegexMatch Predicate(string expression) => new("f", expression, IsIgnoringCase: false, IsMultiline: false, IsDotAll: false, default);

    static IEnumerable<string> Texts(string alphabet, int count)
    {
        var random = new Random(7);
        for (var i = 0; i < count; i++)
        {
            yield return string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => alphabet[random.Next(alphabet.Length)]));
        }
    }

    // Addresses of the network and beside it, spelt in many ways, and damaged.
    static IEnumerable<string> Addresses(IPNetwork network, int count)
    {
        var random = new Random(11);
        var prefix = network.BaseAddress.GetAddressBytes();
        for (var i = 0; i < count; i++)
        {
            var bytes = new byte[prefix.Length];
            random.NextBytes(bytes);
            for (var bit = 0; bit < network.PrefixLength - (random.Next(3) == 0 ? 1 : 0); bit++)
            {
                var mask = (byte)(0x80 >> bit % 8);
                bytes[bit / 8] = (byte)(bytes[bit / 8] & ~mask | prefix[bit / 8] & mask);
            }

            for (var zero = random.Next(4); zero > 0 && bytes.Length == 16; zero--)
            {
                var group = random.Next(8);
                bytes[group * 2] = 0;
                bytes[group * 2 + 1] = (byte)(random.Next(2) == 0 ? 0 : bytes[group * 2 + 1]);
            }

            var text = bytes.Length == 4 || random.Next(4) == 0 ? new IPAddress(bytes).ToString() : Spelt(bytes, random);
            yield return text;
            var at = random.Next(text.Length);
            yield return random.Next(3) switch
            {
                0 => text.Remove(at, 1),
                1 => text.Insert(at, ":.0%f1G"[random.Next(7)].ToString()),
                _ => text + "%eth0",
            };
        }
    }

    static string Spelt(byte[] bytes, Random random)
    {
        var isQuad = random.Next(3) == 0;
        var groups = Enumerable.Range(0, isQuad ? 6 : 8)
            .Select(g => (bytes[g * 2] << 8 | bytes[g * 2 + 1]).ToString(random.Next(3) switch { 0 => "x", 1 => "X4", _ => "x2" }, System.Globalization.CultureInfo.InvariantCulture))
            .ToList();
        if (isQuad)
        {
            groups.Add(string.Join('.', bytes[12..]));
        }

        var zero = groups.FindIndex(static g => g.Trim('0').Length == 0);
        if (zero < 0 || random.Next(3) == 0)
        {
            return string.Join(':', groups);
        }

        var end = zero;
        while (end + 1 < groups.Count && groups[end + 1].Trim('0').Length == 0 && random.Next(4) > 0)
        {
            end++;
        }

        return string.Join(':', groups.Take(zero)) + "::" + string.Join(':', groups.Skip(end + 1));
    }
}
