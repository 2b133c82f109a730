using System.Text;
using Merlon.Sigma;

namespace Merlon.Detection.Tests.Sigma.Matching;

/// <summary>Every modifier of Sigma 2.1, what it matches and what it refuses.</summary>
public sealed class SigmaModifierTests
{
    [Theory]
    [InlineData("{A|contains: b}", """{"A":"aBc"}""", true)]
    [InlineData("{A|contains: '*b*'}", """{"A":"aBc"}""", true)]
    [InlineData("{A|startswith: a}", """{"A":"Abc"}""", true)]
    [InlineData("{A|startswith: b}", """{"A":"abc"}""", false)]
    [InlineData("{A|endswith: c}", """{"A":"abC"}""", true)]
    [InlineData("{A|endswith: b}", """{"A":"abc"}""", false)]
    [InlineData("{A|startswith|endswith: b}", """{"A":"abc"}""", true)] // one after the other: anything on both sides
    [InlineData("{A|contains|all: [a, c]}", """{"A":"abc"}""", true)]
    [InlineData("{A|contains|all: [a, d]}", """{"A":"abc"}""", false)]
    [InlineData("{A|contains|all: a}", """{"A":"abc"}""", true)]
    [InlineData("{A|cased: abc}", """{"A":"abc"}""", true)]
    [InlineData("{A|cased: abc}", """{"A":"Abc"}""", false)]
    [InlineData("{A|contains|cased: B}", """{"A":"abc"}""", false)]
    [InlineData("{A|cased|endswith: 'B?'}", """{"A":"aBc"}""", true)]
    public void Positions_all_and_cased(string selection, string json, bool expected)
        => SmallRules.IsMatch(selection, json).ShouldBe(expected);

    [Theory]
    [InlineData("{A|re: b+c}", """{"A":"abbcd"}""", true)] // anywhere
    [InlineData("{A|re: B}", """{"A":"abc"}""", false)]
    [InlineData("{A|re: '(?i)B'}", """{"A":"abc"}""", true)]
    [InlineData("{A|re|i: B}", """{"A":"abc"}""", true)]
    [InlineData("{A|re|ignorecase: B}", """{"A":"abc"}""", true)]
    [InlineData("{A|re: ^b$}", """{"A":"a\nb\nc"}""", false)]
    [InlineData("{A|re|m: ^b$}", """{"A":"a\nb\nc"}""", true)]
    [InlineData("{A|re: a.b}", """{"A":"a\nb"}""", false)]
    [InlineData("{A|re|s: a.b}", """{"A":"a\nb"}""", true)]
    [InlineData("{A|re|i|m|s: '^A.b'}", """{"A":"x\na\nB"}""", true)]
    [InlineData("{A|re: '\\*'}", """{"A":"*"}""", true)] // escapes are the expression's own
    [InlineData("{A|re: '\\\\'}", """{"A":"\\"}""", true)]
    [InlineData("{A|re: [x, b]}", """{"A":"abc"}""", true)]
    [InlineData("{A|re|all: [a, b]}", """{"A":"abc"}""", true)]
    [InlineData("{A|re: '(?P<n>b)'}", """{"A":"abc"}""", true)]
    [InlineData("{A|re: 'a(?=b)'}", """{"A":"abc"}""", true)] // a look-ahead runs the slow way
    [InlineData("{A|re: '(b)\\1'}", """{"A":"abbc"}""", true)]
    [InlineData("{A|re|startswith: b}", """{"A":"abc"}""", false)]
    [InlineData("{A|re|endswith: c|x}", """{"A":"abc"}""", true)]
    [InlineData("{A|re|contains: b}", """{"A":"abc"}""", true)]
    [InlineData("{A|re: 'true'}", """{"A":true}""", true)]
    [InlineData("{A|re: ^$}", """{"A":null}""", false)]
    public void Regular_expressions(string selection, string json, bool expected)
        => SmallRules.IsMatch(selection, json).ShouldBe(expected);

    [Theory]
    [InlineData("{A|cidr: 10.0.0.0/8}", "10.1.2.3", true)]
    [InlineData("{A|cidr: 10.0.0.0/8}", "11.1.2.3", false)]
    [InlineData("{A|cidr: 10.1.2.3/8}", "10.9.9.9", true)] // bits behind the prefix are ignored
    [InlineData("{A|cidr: 10.1.2.3}", "10.1.2.3", true)]
    [InlineData("{A|cidr: 0.0.0.0/0}", "255.1.1.1", true)]
    [InlineData("{A|cidr: [10.0.0.0/8, 192.168.0.0/16]}", "192.168.7.7", true)]
    [InlineData("{A|cidr: 'fe80::/10'}", "fe80::1", true)]
    [InlineData("{A|cidr: 'fe80::/10'}", "FEBF::1%eth0", true)]
    [InlineData("{A|cidr: 'fe80::/10'}", "fec0::1", false)]
    [InlineData("{A|cidr: '::1/128'}", "0:0:0:0:0:0:0:1", true)]
    [InlineData("{A|cidr: 10.0.0.0/8}", "::ffff:10.1.2.3", false)]
    [InlineData("{A|cidr: '::ffff:10.0.0.0/104'}", "::ffff:10.1.2.3", true)]
    [InlineData("{A|cidr: 10.0.0.0/8}", "10.1", false)] // no short forms
    [InlineData("{A|cidr: 10.0.0.0/8}", "010.1.2.3", false)]
    [InlineData("{A|cidr: 10.0.0.0/8}", "167837955", false)]
    [InlineData("{A|cidr: 10.0.0.0/8}", "-", false)]
    [InlineData("{A|cidr: 10.0.0.0/8}", "10.1.2.3 ", false)]
    public void Networks(string selection, string value, bool expected)
        => SmallRules.IsMatch(selection, $$"""{"A":"{{value}}"}""").ShouldBe(expected);

    [Fact]
    public void Base64_is_of_the_bytes_as_UTF_8()
    {
        SmallRules.IsMatch("{A|base64: foob}", """{"A":"Zm9vYg=="}""").ShouldBeTrue();
        SmallRules.IsMatch("{A|base64: é}", """{"A":"w6k="}""").ShouldBeTrue();
        SmallRules.IsMatch("{A|base64|contains: foo}", """{"A":"x Zm9v y"}""").ShouldBeTrue();
        SmallRules.IsMatch("{A|base64: foob}", """{"A":"zM9VyG=="}""").ShouldBeTrue(); // case does not matter unless 'cased' says so
        SmallRules.IsMatch("{A|base64|cased: foob}", """{"A":"zM9VyG=="}""").ShouldBeFalse();
    }

    [Theory]
    [InlineData("/bin/bash")]
    [InlineData("foobar")]
    [InlineData("ab")]
    [InlineData("größe")]
    public void Base64_offset_finds_the_value_at_every_place_in_a_longer_text(string value)
    {
        var rule = SmallRules.Rule($"{{s: {{A|base64offset|contains|cased: '{value}'}}, condition: s}}");
        foreach (var before in (string[])["", "x", "xy", "xyz", "some text "])
        {
            foreach (var after in (string[])["", "z", "zz", "zzz"])
            {
                SmallRules.IsMatch(rule, $$"""{"A":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(before + value + after))}}"}""").ShouldBeTrue(before + "|" + after);
            }
        }

        SmallRules.IsMatch(rule, $$"""{"A":"{{Convert.ToBase64String("something else"u8)}}"}""").ShouldBeFalse();
    }

    [Theory]
    [InlineData("wide", "utf-16", false)]
    [InlineData("utf16le", "utf-16", false)]
    [InlineData("utf16be", "utf-16BE", false)]
    [InlineData("utf16", "utf-16", true)]
    public void Encodings_come_before_base64(string modifier, string encoding, bool hasMark)
    {
        byte[] bytes = [.. hasMark ? [0xFF, 0xFE] : Array.Empty<byte>(), .. Encoding.GetEncoding(encoding).GetBytes("Grüße")];
        SmallRules.IsMatch($"{{A|{modifier}|base64|cased: 'Grüße'}}", $$"""{"A":"{{Convert.ToBase64String(bytes)}}"}""").ShouldBeTrue();
        var rule = SmallRules.Rule($"{{s: {{A|{modifier}|base64offset|contains|cased: 'Grüße'}}, condition: s}}");
        foreach (var before in (byte[][])[[], [1, 2], [1, 2, 3, 4]])
        {
            SmallRules.IsMatch(rule, $$"""{"A":"{{Convert.ToBase64String([.. before, .. bytes, 9, 9])}}"}""").ShouldBeTrue();
        }
    }

    [Fact]
    public void Wide_text_without_base64_has_a_zero_after_each_character()
        => SmallRules.IsMatch("{A|wide|contains: ab}", """{"A":"xA\u0000b\u0000"}""").ShouldBeTrue();

    [Fact]
    public void Windash_takes_each_of_the_five_dashes_for_each_other_in_any_combination()
    {
        const string Dashes = "-/\u2013\u2014\u2015";
        foreach (var written in Dashes)
        {
            var rule = SmallRules.Rule($"{{s: {{A|contains|windash: ' {written}a {written}b'}}, condition: s}}");
            foreach (var first in Dashes)
            {
                foreach (var second in Dashes)
                {
                    SmallRules.IsMatch(rule, $$"""{"A":"x {{first}}A {{second}}B y"}""").ShouldBeTrue($"{written}: {first}{second}");
                }
            }

            SmallRules.IsMatch(rule, """{"A":"x +a -b y"}""").ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("-", 1)] // nothing behind it
    [InlineData("a-b", 1)] // a letter before it
    [InlineData("a -b", 5)]
    [InlineData("-a -b", 25)]
    [InlineData("-a -b -c", 125)]
    [InlineData("--a", 5)] // the second of them
    [InlineData("_-a", 1)]
    public void Windash_writes_out_a_bounded_number_of_combinations(string value, int count)
    {
        var rule = SmallRules.Rule($"{{s: {{A|windash: '{value}'}}, condition: s}}");
        var body = rule.Expression.ShouldBeOfType<SigmaExpression.Selection>().Body;
        (body is SigmaExpression.AnyOf any ? any.Parts.Length : 1).ShouldBe(count);
    }

    [Fact]
    public void Windash_with_many_dashes_means_the_same_in_one_expression()
    {
        var rule = SmallRules.Rule(@"{s: {A|contains|windash: '-a -b? -c (\*) -d*-e -f'}, condition: s}");
        rule.Expression.ShouldBeOfType<SigmaExpression.Selection>().Body.ShouldBeOfType<SigmaExpression.Match>().Predicate.ShouldBeOfType<SigmaPredicate.RegexMatch>();
        SmallRules.IsMatch(rule, """{"A":"x /A \u2013b😀 -c (*) \u2014d\n\n/e \u2015F y"}""").ShouldBeTrue();
        SmallRules.IsMatch(rule, """{"A":"x /A \u2013b😀 -c (+) \u2014d\n\n/e \u2015F y"}""").ShouldBeFalse();
        SmallRules.IsMatch(rule, """{"A":"x /A \u2013b -c (*) \u2014d\n\n/e \u2015F y"}""").ShouldBeFalse();
    }

    [Theory]
    [InlineData("{A|exists: true}", """{"A":null}""", true)]
    [InlineData("{A|exists: true}", """{"A":""}""", true)]
    [InlineData("{A|exists: true}", """{"B":1}""", false)]
    [InlineData("{A|exists: false}", """{"B":1}""", true)]
    [InlineData("{A|exists: false}", """{"A":null}""", false)]
    [InlineData("{A|exists|neq: true}", """{"B":1}""", true)]
    public void Existence_is_presence_whatever_the_value(string selection, string json, bool expected)
        => SmallRules.IsMatch(selection, json).ShouldBe(expected);

    [Theory]
    [InlineData("{A|fieldref: B}", """{"A":"x","B":"X"}""", true)]
    [InlineData("{A|fieldref: B}", """{"A":"x","B":"y"}""", false)]
    [InlineData("{A|fieldref: B}", """{"A":"x"}""", false)]
    [InlineData("{A|fieldref: B}", """{"B":"x"}""", false)]
    [InlineData("{A|fieldref: B}", """{"A":null,"B":null}""", false)]
    [InlineData("{A|fieldref: B}", """{"A":"","B":""}""", true)]
    [InlineData("{A|fieldref: B}", """{"A":1,"B":"1"}""", true)]
    [InlineData("{A|fieldref: B}", """{"A":"a*","B":"abc"}""", false)] // no wildcards in records
    [InlineData("{A|fieldref: B}", """{"A":["q","x"],"B":["x","y"]}""", true)]
    [InlineData("{A|fieldref|contains: B}", """{"A":"axb","B":"x"}""", true)]
    [InlineData("{A|fieldref|startswith: B}", """{"A":"axb","B":"AX"}""", true)]
    [InlineData("{A|fieldref|endswith: B}", """{"A":"axb","B":"ax"}""", false)]
    [InlineData("{A|fieldref|endswith: B}", """{"A":"axb","B":"XB"}""", true)]
    [InlineData("{A|fieldref|cased: B}", """{"A":"x","B":"X"}""", false)]
    [InlineData("{A|fieldref|neq: B}", """{"A":"x","B":"y"}""", true)]
    [InlineData("{A|fieldref: [B, C]}", """{"A":"x","B":"y","C":"x"}""", true)]
    public void Fields_are_compared_with_fields(string selection, string json, bool expected)
        => SmallRules.IsMatch(selection, json).ShouldBe(expected);

    [Theory]
    [InlineData("{A|gt: 5}", "6", true)]
    [InlineData("{A|gt: 5}", "5", false)]
    [InlineData("{A|gte: 5}", "5.0", true)]
    [InlineData("{A|lt: 5}", "-7", true)]
    [InlineData("{A|lte: 5}", "5.0001", false)]
    [InlineData("{A|lt: '5'}", "4", true)]
    [InlineData("{A|gt: 5}", "\"10\"", true)] // by value, not by text
    [InlineData("{A|gt: 5}", "\"0x10\"", false)]
    [InlineData("{A|gt: 5}", "\"many\"", false)]
    [InlineData("{A|lt: 5}", "null", false)]
    [InlineData("{A|gt: 1.5}", "[1, 2]", true)]
    [InlineData("{A|neq: 5}", "6", true)]
    [InlineData("{A|neq: 5}", "5", false)]
    [InlineData("{A|neq: [5, 6]}", "6", false)] // none of them
    [InlineData("{A|neq: [5, 6]}", "7", true)]
    [InlineData("{A|contains|neq: x}", "\"axb\"", false)]
    [InlineData("{A|gt|neq: 5}", "4", true)]
    public void Numbers_are_compared_by_value(string selection, string value, bool expected)
        => SmallRules.IsMatch(selection, $$"""{"A":{{value}}}""").ShouldBe(expected);

    [Fact]
    public void A_missing_field_is_unequal_and_never_greater_or_less()
    {
        SmallRules.IsMatch("{A|neq: 5}", """{"B":1}""").ShouldBeTrue();
        SmallRules.IsMatch("{A|lt: 5}", """{"B":1}""").ShouldBeFalse();
        SmallRules.IsMatch("{A|gte: 0}", """{"B":1}""").ShouldBeFalse();
    }

    [Theory]
    [InlineData("{T|minute: 7}", true)]
    [InlineData("{T|hour: 23}", true)] // in UTC
    [InlineData("{T|hour|gte: 22}", true)]
    [InlineData("{T|hour|lt: 6}", false)]
    [InlineData("{T|day: 31}", true)]
    [InlineData("{T|week: 1}", true)] // ISO 8601
    [InlineData("{T|month: [11, 12]}", true)]
    [InlineData("{T|year: 2024}", true)]
    [InlineData("{T|year|neq: 2024}", false)]
    [InlineData("{X|year: 2024}", false)]
    [InlineData("{Y|year: 2024}", false)]
    public void Parts_of_a_time(string selection, bool expected)
        => SmallRules.IsMatch(selection, """{"T":"2025-01-01T00:07:08+01:00","X":"soon"}""").ShouldBe(expected);

    [Fact]
    public void Placeholders_take_the_values_that_the_caller_gives()
    {
        Dictionary<string, IReadOnlyList<string>> values = new(StringComparer.Ordinal) { ["admins"] = ["root", "adm-*"], ["dc"] = ["dc1", "dc2"] };
        var rule = SmallRules.Rule("{s: {A|expand: '%dc%\\%admins%'}, condition: s}", values);
        rule.Refusal?.Code.ShouldBe(""); // \% is a per cent sign: there is no second placeholder
        rule = SmallRules.Rule("{s: {A|expand: '%dc%/%admins%'}, condition: s}", values);
        SmallRules.IsMatch(rule, """{"A":"DC2/adm-bob"}""").ShouldBeTrue();
        SmallRules.IsMatch(rule, """{"A":"dc3/root"}""").ShouldBeFalse();
        rule = SmallRules.Rule("{s: {A|contains|expand: '%dc%'}, condition: s}", values);
        SmallRules.IsMatch(rule, """{"A":"on dc1 now"}""").ShouldBeTrue();
        rule = SmallRules.Rule("{s: {A: '%dc%'}, condition: s}", values);
        SmallRules.IsMatch(rule, """{"A":"%dc%"}""").ShouldBeTrue(); // only with expand
        rule = SmallRules.Rule("{s: {A|expand: '100\\% of 5%'}, condition: s}", values);
        SmallRules.IsMatch(rule, """{"A":"100% of 5%"}""").ShouldBeTrue();
    }

    [Fact]
    public void A_placeholder_without_values_refuses_the_rule()
    {
        var refusal = SmallRules.Rule("{s: {A|expand: ['%dc%', x]}, condition: s}").Refusal.ShouldNotBeNull();
        (refusal.Code, refusal.Message).ShouldBe(("SIGMA040", "the placeholder %dc% has no values"));
        refusal.Location.ToString().ShouldBe("3:28");
    }

    [Theory]
    [InlineData("{A|contians: x}", "SIGMA041")]
    [InlineData("{A|: x}", "SIGMA041")]
    [InlineData("{A|Contains: x}", "SIGMA041")]
    [InlineData("{A|i: x}", "SIGMA042")]
    [InlineData("{A|contains|re: x}", "SIGMA042")]
    [InlineData("{A|windash|re: x}", "SIGMA042")]
    [InlineData("{A|re|base64: x}", "SIGMA042")]
    [InlineData("{A|re|cidr: x}", "SIGMA042")]
    [InlineData("{A|cidr|contains: 10.0.0.0/8}", "SIGMA042")]
    [InlineData("{A|gt|lt: 5}", "SIGMA042")]
    [InlineData("{A|gt|contains: 5}", "SIGMA042")]
    [InlineData("{A|exists|contains: true}", "SIGMA042")]
    [InlineData("{A|fieldref|base64: B}", "SIGMA042")]
    [InlineData("{'|exists': true}", "SIGMA042")]
    [InlineData("{'|gt': 5}", "SIGMA042")]
    [InlineData("{A|exists: maybe}", "SIGMA043")]
    [InlineData("{A|gt: many}", "SIGMA043")]
    [InlineData("{A|gt: }", "SIGMA043")]
    [InlineData("{A|hour: late}", "SIGMA043")]
    [InlineData("{A|cidr: 10.0.0.0/33}", "SIGMA043")]
    [InlineData("{A|cidr: ten}", "SIGMA043")]
    [InlineData("{A|contains: null}", "SIGMA043")]
    [InlineData("{A|base64: 'a*'}", "SIGMA043")]
    [InlineData("{A|base64offset: a}", "SIGMA043")] // too short to say anything certain
    [InlineData("{A|utf16: a}", "SIGMA043")] // bytes that are no text
    [InlineData("{A|wide|contains: 'a*'}", "SIGMA043")]
    [InlineData("[null]", "SIGMA043")]
    [InlineData("{A: \"\\uFDD0\"}", "SIGMA043")]
    [InlineData("{A|re: '('}", "SIGMA044")]
    [InlineData("{A|re: 'a++'}", "SIGMA044")]
    [InlineData("{A|re: '(a{1,1000}){1,1000}'}", "SIGMA044")]
    [InlineData("{}", "SIGMA049")]
    [InlineData("[]", "SIGMA049")]
    [InlineData("{A: []}", "SIGMA049")]
    [InlineData("{A: {B: c}}", "SIGMA049")]
    [InlineData("{A: [[b]]}", "SIGMA049")]
    public void What_cannot_be_meant_is_refused(string selection, string code) => SmallRules.RefusalOf(selection).ShouldBe(code);

    [Fact]
    public void A_misspelt_modifier_is_pointed_out()
        => SmallRules.Rule("{s: {A|contians: x}, condition: s}").Refusal.ShouldNotBeNull().Message.ShouldBe("Sigma has no modifier 'contians'; did you mean 'contains'?");
}
