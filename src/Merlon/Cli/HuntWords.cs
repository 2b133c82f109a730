namespace Merlon.Cli;

/// <summary>Words of <c>merlon hunt</c> that several outputs use.</summary>
static class HuntWords
{
    /// <summary>Levels, least first.</summary>
    public static readonly string[] Levels = ["informational", "low", "medium", "high", "critical"];

    /// <summary>What findings can be grouped by.</summary>
    public static readonly string[] Groups = ["rule", "host", "technique", "time"];

    /// <summary>A level as tables show it; a dash for none.</summary>
    public static string LevelOf(string level) => level.Length == 0 ? "-" : level;

    /// <summary>How a level stands out.</summary>
    public static Tone ToneOf(int gravity) => gravity switch
    {
        >= 4 => Tone.Bad,
        3 => Tone.Warning,
        _ => Tone.Plain,
    };
}
