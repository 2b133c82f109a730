namespace Merlon.Detection.Tests.Sigma.Matching;

/// <summary>What a value of a rule means against a value of a record: Sigma 2.1's checklist, row by row.</summary>
public sealed class SigmaValueTests
{
    [Theory]
    [InlineData("{A: abc}", """{"A":"abc"}""", true)]
    [InlineData("{A: abc}", """{"A":"aBC"}""", true)]
    [InlineData("{A: abc}", """{"A":"xabc"}""", false)]
    [InlineData("{A: abc}", """{"A":"abcx"}""", false)]
    [InlineData("{A: abc}", """{"B":"abc"}""", false)]
    [InlineData("{A: straße}", """{"A":"STRAßE"}""", true)]
    [InlineData("{A: größe}", """{"A":"GRÖSSE"}""", false)] // simple folding: one character for one
    [InlineData("{A: ПРИВЕТ}", """{"A":"привет"}""", true)]
    [InlineData("{A: ς}", """{"A":"σ"}""", true)]
    [InlineData("{A: i}", """{"A":"ı"}""", false)] // nothing beyond ASCII becomes ASCII
    [InlineData("{A: s}", """{"A":"ſ"}""", false)]
    [InlineData("{A: k}", """{"A":"\u212a"}""", false)]
    [InlineData("{A: 𐐨}", """{"A":"𐐀"}""", true)] // beyond the basic plane
    public void Text_is_the_whole_value_without_regard_to_case(string selection, string json, bool expected)
        => SmallRules.IsMatch(selection, json).ShouldBe(expected);

    [Theory]
    [InlineData("{A: 'a*c'}", """{"A":"ac"}""", true)]
    [InlineData("{A: 'a*c'}", """{"A":"abbbc"}""", true)]
    [InlineData("{A: 'a*c'}", """{"A":"abbbcd"}""", false)]
    [InlineData("{A: 'a*c'}", """{"A":"a\n\nc"}""", true)]
    [InlineData("{A: 'a?c'}", """{"A":"abc"}""", true)]
    [InlineData("{A: 'a?c'}", """{"A":"ac"}""", false)]
    [InlineData("{A: 'a?c'}", """{"A":"abbc"}""", false)]
    [InlineData("{A: 'a?c'}", """{"A":"a\nc"}""", true)]
    [InlineData("{A: 'a?c'}", """{"A":"aéc"}""", true)]
    [InlineData("{A: 'a?c'}", """{"A":"a😀c"}""", true)] // one Unicode character, two UTF-16 units
    [InlineData("{A: 'a??c'}", """{"A":"a😀c"}""", false)]
    [InlineData("{A: '*?'}", """{"A":""}""", false)]
    [InlineData("{A: '*?'}", """{"A":"😀"}""", true)]
    [InlineData("{A: '*'}", """{"A":""}""", true)]
    [InlineData("{A: '**'}", """{"A":"x"}""", true)]
    [InlineData("{A: '*'}", """{"A":null}""", false)]
    [InlineData("{A: '*'}", """{"B":"x"}""", false)]
    [InlineData("{A: '*b*b*'}", """{"A":"abcba"}""", true)]
    [InlineData("{A: '*b*b*b*'}", """{"A":"abcba"}""", false)]
    public void Wildcards_stand_for_any_run_and_for_one_character(string selection, string json, bool expected)
        => SmallRules.IsMatch(selection, json).ShouldBe(expected);

    // The YAML is in single quotes: its backslashes are Sigma's.
    [Theory]
    [InlineData(@"a\*c", "a*c", true)]
    [InlineData(@"a\*c", "abc", false)]
    [InlineData(@"a\?c", "a?c", true)]
    [InlineData(@"a\?c", "abc", false)]
    [InlineData(@"a\c", @"a\c", true)]
    [InlineData(@"a\\c", @"a\c", true)]
    [InlineData(@"a\\c", @"a\\c", false)]
    [InlineData(@"a\\\c", @"a\\c", true)]
    [InlineData(@"a\\\\c", @"a\\c", true)]
    [InlineData(@"a\\*", @"a\bcd", true)] // a backslash, then anything
    [InlineData(@"a\\*", @"a*", false)]
    [InlineData(@"a\\\*", @"a\*", true)] // a backslash, then an asterisk
    [InlineData(@"a\\\*", @"a\b", false)]
    [InlineData(@"a\\?", @"a\b", true)]
    [InlineData(@"C:\Windows\", @"C:\Windows\", true)] // the last one is only a backslash
    [InlineData(@"\\host\share", @"\host\share", true)]
    [InlineData(@"\\\\host\share", @"\\host\share", true)]
    [InlineData(@"\n", @"\n", true)]
    public void A_backslash_escapes_wildcards_and_itself_only(string written, string value, bool expected)
        => SmallRules.IsMatch($"{{A: '{written}'}}", System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["A"] = value })).ShouldBe(expected);

    [Theory]
    [InlineData(@"endswith: '\*'", @"x*", true)]
    [InlineData(@"endswith: '\*'", @"xy", false)]
    [InlineData(@"endswith: '\'", @"x\", true)] // unescaped before the wildcard is put there
    [InlineData(@"startswith: 'a\'", @"a\b", true)]
    [InlineData(@"contains: '\\?\'", @"\\.\", true)]
    [InlineData(@"contains: '\\?\'", @"\ab\", false)]
    public void Escapes_are_resolved_before_modifiers_add_wildcards(string item, string value, bool expected)
        => SmallRules.IsMatch($"{{A|{item}}}", System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["A"] = value })).ShouldBe(expected);

    [Theory]
    [InlineData("{A: null}", """{"B":1}""", true)]
    [InlineData("{A: null}", """{"A":null}""", true)]
    [InlineData("{A: }", """{"A":null}""", true)]
    [InlineData("{A: null}", """{"A":""}""", false)]
    [InlineData("{A: null}", """{"A":"null"}""", false)]
    [InlineData("{A: 'null'}", """{"A":"null"}""", true)]
    [InlineData("{A: ''}", """{"A":""}""", true)]
    [InlineData("{A: ''}", """{"A":null}""", false)]
    [InlineData("{A: ''}", """{"B":""}""", false)]
    [InlineData("{A: ''}", """{"A":" "}""", false)]
    [InlineData("{A: [null, x]}", """{"A":"x"}""", true)]
    [InlineData("{A: [null, x]}", """{"B":"x"}""", true)]
    [InlineData("{A: [null, x]}", """{"A":"y"}""", false)]
    [InlineData("{A: null}", """{"A":[null,"x"]}""", true)] // an element without a value
    [InlineData("{A: null}", """{"A":[]}""", false)] // a list is there, if empty
    [InlineData("{A|contains: ''}", """{"A":"x"}""", true)]
    [InlineData("{A|contains: ''}", """{"B":"x"}""", false)]
    public void Null_empty_and_missing_are_told_apart(string selection, string json, bool expected)
        => SmallRules.IsMatch(selection, json).ShouldBe(expected);

    [Theory]
    [InlineData("{A: 4624}", """{"A":4624}""", true)]
    [InlineData("{A: 4624}", """{"A":"4624"}""", true)]
    [InlineData("{A: '4624'}", """{"A":4624}""", true)]
    [InlineData("{A: 4624}", """{"A":"04624"}""", true)] // the number is the same
    [InlineData("{A: '4624'}", """{"A":"04624"}""", false)] // the text is not
    [InlineData("{A: 4624}", """{"A":4624.0}""", true)]
    [InlineData("{A: 10}", """{"A":1e1}""", true)]
    [InlineData("{A: 16}", """{"A":"0x10"}""", false)] // hexadecimal is text
    [InlineData("{A: 0x10}", """{"A":"0X10"}""", true)]
    [InlineData("{A: 0x10}", """{"A":16}""", false)]
    [InlineData("{A: 1}", """{"A":" 1"}""", false)]
    [InlineData("{A: 1}", """{"A":"1\u0000"}""", false)]
    [InlineData("{A: 1.5}", """{"A":"1.50"}""", true)]
    [InlineData("{A: -1}", """{"A":-1}""", true)]
    [InlineData("{A: 1}", """{"A":true}""", false)]
    [InlineData("{A: 99999999999999999999999999999999}", """{"A":99999999999999999999999999999999}""", true)] // too large to compute with, still the same text
    [InlineData("{A|contains: 46}", """{"A":4624}""", true)]
    [InlineData("{A|endswith: 24}", """{"A":"4624"}""", true)]
    public void Numbers_are_the_same_as_text_or_by_value(string selection, string json, bool expected)
        => SmallRules.IsMatch(selection, json).ShouldBe(expected);

    [Theory]
    [InlineData("{A: true}", """{"A":true}""", true)]
    [InlineData("{A: 'true'}", """{"A":true}""", true)]
    [InlineData("{A: true}", """{"A":"true"}""", true)]
    [InlineData("{A: True}", """{"A":"TRUE"}""", true)]
    [InlineData("{A: true}", """{"A":false}""", false)]
    [InlineData("{A: true}", """{"A":1}""", false)]
    [InlineData("{A: FALSE}", """{"A":false}""", true)]
    [InlineData("{A|cased: True}", """{"A":true}""", true)] // plain True is the value, not the text
    [InlineData("{A|cased: 'True'}", """{"A":true}""", false)]
    [InlineData("{A: yes}", """{"A":true}""", false)] // YAML 1.2
    public void Truth_values_are_the_texts_true_and_false(string selection, string json, bool expected)
        => SmallRules.IsMatch(selection, json).ShouldBe(expected);

    [Theory]
    [InlineData("{A: [x, y]}", """{"A":"y"}""", true)]
    [InlineData("{A: [x, y]}", """{"A":"z"}""", false)]
    [InlineData("[{A: x, B: y}, {C: z}]", """{"A":"x","B":"y"}""", true)]
    [InlineData("[{A: x, B: y}, {C: z}]", """{"A":"x","C":"z"}""", true)]
    [InlineData("[{A: x, B: y}, {C: z}]", """{"A":"x"}""", false)]
    [InlineData("{A: x, B: y}", """{"A":"x","B":"q"}""", false)]
    [InlineData("[[{A: x}, {A: y}], {A: z}]", """{"A":"y"}""", true)]
    [InlineData("[word, {A: x}]", """{"B":"a word here"}""", true)] // keywords and maps in one list
    [InlineData("[word, {A: x}]", """{"A":"x"}""", true)]
    public void Lists_are_alternatives_and_maps_hold_as_a_whole(string selection, string json, bool expected)
        => SmallRules.IsMatch(selection, json).ShouldBe(expected);

    [Theory]
    [InlineData("{A: x}", """{"A":["y","X"]}""", true)]
    [InlineData("{A: x}", """{"A":["y","z"]}""", false)]
    [InlineData("{A|contains|all: [x, y]}", """{"A":["xx","yy"]}""", true)] // each value by any element
    [InlineData("{A|contains|all: [x, y]}", """{"A":["xx","zz"]}""", false)]
    [InlineData("""{A|contains: '["'}""", """{"A":["x"]}""", false)] // the array's own text is no value
    [InlineData("""{A|contains: '\\\\'}""", """{"A":["C:\\x"]}""", false)]
    [InlineData("""{A|contains: '"b":"x"'}""", """{"A":["y",{"b":"x"}]}""", true)] // an object's is
    [InlineData("{A: '[]'}", """{"A":[]}""", true)]
    [InlineData("{a.b: x}", """{"a":{"b":"x"}}""", true)]
    [InlineData("{a.b: x}", """{"a.b":"x"}""", true)]
    [InlineData("{a.b: x}", """{"a.b":"y","a":{"b":"x"}}""", false)] // the literal key comes first
    [InlineData("{a.b: x}", """{"a":[{"b":"y"},{"b":"x"}]}""", true)]
    [InlineData("{a: x}", """{"A":"x"}""", true)] // the name in another case, where there is none in this one
    [InlineData("{a: x}", """{"a":"y","A":"x"}""", false)]
    [InlineData("{SourceName: x}", """{"Source Name":"x"}""", true)]
    public void Names_and_arrays_are_found_as_the_specification_of_lookup_says(string selection, string json, bool expected)
        => SmallRules.IsMatch(selection, json).ShouldBe(expected);

    [Theory]
    [InlineData("{s: [one, two]}", """{"A":"xONEx"}""", true)]
    [InlineData("{s: [one, two]}", """{"A":{"B":["q","two"]}}""", true)]
    [InlineData("{s: [one, two]}", """{"one":"x"}""", false)] // names are no values
    [InlineData("{s: one}", """{"A":"someone"}""", true)]
    [InlineData("{s: 46}", """{"A":4624}""", true)]
    [InlineData("{s: 'on?x'}", """{"A":"a onex"}""", true)]
    [InlineData("{s: {'|all': [one, two]}}", """{"A":"one","B":"two"}""", true)] // each by any value
    [InlineData("{s: {'|all': [one, two]}}", """{"A":"one"}""", false)]
    [InlineData("{s: {'|re': '^o.e$'}}", """{"A":"one"}""", true)]
    [InlineData("{s: {'|startswith': on}}", """{"A":"one"}""", true)]
    [InlineData("{s: {'|startswith': ne}}", """{"A":"one"}""", false)]
    [InlineData("{s: {'|cased': ONE}}", """{"A":"one"}""", false)]
    [InlineData("{s: 'A\":\"x'}", """{"B":{"A":"x"}}""", false)] // values are those of leaves, not JSON texts
    [InlineData("{s: tru}", """{"A":true}""", false)] // texts and numbers only
    public void Keywords_are_in_any_text_or_number(string detection, string json, bool expected)
        => SmallRules.IsMatch(SmallRules.Rule(detection[..^1] + ", condition: s}"), json).ShouldBe(expected);
}
