using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Layers;

/// <summary>Layers that use everything that the format has, drawn from a seed.</summary>
sealed class RandomLayer(int seed)
{
    static readonly string[] Ids = ["T1059", "T1059.001", "T1003", "T1110", "T1055", "T1486", "T1190", "T9999", "T1066", "T1547.011", "not an id"];
    static readonly string?[] Tactics = [null, "execution", "persistence", "privilege-escalation", "stealth", "no such"];
    static readonly double[] Scores = [0, -0.0, 1, 0.1, 1e21, -1e300, 5e-324, double.MaxValue, 100, -3.5, 1.0 / 3, 9007199254740993];
    static readonly string[] Texts = ["", "plain", "two\nlines", "quote \" and \\ backslash", "gäps ü 漢字 🦅", "<b>markup</b>", "\u202Eleft", "tab\there", "=1+1", "\0 nul", "a\u2028b"];
    static readonly string[] Colors = ["", "#ff0000", "#abc", "red", "rgb(1, 2, 3)", "hsla(120, 50%, 50%, 0.5)", "#11223344", "Transparent"];
    static readonly string[] Urls = ["https://example.org/x?a=1&b=2", "javascript:alert(1)", "mailto:a@b", "relative", "http://ä.example"];
    readonly Random random = new(seed);

    public Layer Next() => new()
    {
        Name = Pick(Texts),
        Domain = Pick(["enterprise-attack", "mobile-attack", "ics-attack", "custom"]),
        AttackVersion = Pick(["18", "18.1", "9", ""]),
        NavigatorVersion = Pick(["5.1.0", "4.9.1"]),
        Description = Pick(Texts),
        CustomDataUrl = Pick([null, "https://example.org/bundle.json"]),
        Platforms = Many(4, () => Pick(["Windows", "Linux", "None", "Office Suite"]), distinct: true),
        Sorting = (LayerSorting)random.Next(4),
        Layout = new LayerLayout
        {
            Matrix = (LayerMatrix)random.Next(3),
            Aggregate = (LayerAggregate)random.Next(4),
            Expanded = (LayerExpansion)random.Next(3),
            ShowIds = Coin(),
            ShowNames = Coin(),
            ShowAggregateScores = Coin(),
            CountUnscored = Coin(),
            OtherFields = Others(),
        },
        HideDisabled = Coin(),
        Techniques = Many(12, Technique),
        Gradient = new LayerGradient([Pick(["#ff6666", "#ffffff00"]), .. Many(3, () => Pick(["#8ec843ff", "blue", "#abc"])), "#66b1ff"], Pick(Scores), Pick(Scores)) { OtherFields = Others() },
        Legend = Many(3, () => new LayerLegendItem(Pick(Texts), Pick(Colors)) { OtherFields = Others() }),
        Metadata = Many(4, Entry),
        Links = Many(4, Link),
        ShowTacticRowBackground = Coin(),
        TacticRowBackground = Pick(["#dddddd", "navy", "#abcd"]),
        SelectTechniquesAcrossTactics = Coin(),
        SelectSubtechniquesWithParent = Coin(),
        SelectVisibleTechniques = Coin(),
        OtherFields = Others(),
        OtherVersions = Others(),
        OtherFilters = Others(),
    };

    LayerTechnique Technique() => new(Pick(Ids), Pick(Tactics), Coin() ? Pick(Scores) : null, Pick(Texts))
    {
        Color = Pick(Colors),
        Enabled = Coin(),
        Metadata = Many(3, Entry),
        Links = Many(2, Link),
        ShowSubtechniques = Coin(),
        OtherFields = Others(),
    };

    LayerMetadata Entry() => random.Next(5) switch
    {
        0 => LayerMetadata.Line,
        1 => LayerMetadata.Line with { Divider = false },
        _ => new LayerMetadata(Pick(Texts), Pick(Texts)) { OtherFields = Others() },
    };

    LayerLink Link() => random.Next(5) switch
    {
        0 => LayerLink.Line,
        1 => new LayerLink("both", "https://example.org") { Divider = Coin() },
        _ => new LayerLink(Pick(Texts), Pick(Urls)) { OtherFields = Others() },
    };

    List<LayerField> Others() => random.Next(6) > 0 ? [] : Many(
        2,
        () => new LayerField(Pick(["x-future", "nested", "", "ünknown"]), Pick(["1", "null", "\"text\"", "[1,{\"a\":[]}]", "{\"deep\":{\"er\":1e400}}", "123456789012345678901234567890", "-0.0"])),
        field => field.Name);

    List<T> Many<T>(int most, Func<T> make, bool distinct) => Many(most, make, distinct ? item => item : null);

    List<T> Many<T>(int most, Func<T> make, Func<T, object?>? key = null)
    {
        var items = Enumerable.Range(0, random.Next(most + 1)).Select(_ => make()).ToList();
        return key is null ? items : [.. items.DistinctBy(key)];
    }

    T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    bool Coin() => random.Next(2) == 0;
}
