using Merlon.Web.Serving;

namespace Merlon.Web.App;

/// <summary>What every page of the application knows of the request that it answers.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Words">Texts in the caller's language.</param>
/// <param name="Assets">Path of the folder of styles and scripts.</param>
/// <param name="Path">Path and query of the request.</param>
public sealed record PageContext(Caller Caller, Words Words, string Assets, string Path)
{
    /// <summary>Name of the organisation; foreign text. Empty before there is one.</summary>
    public string Organisation { get; init; } = "";

    /// <summary>The release in use, such as <c>18.1</c>; empty while it is not known.</summary>
    public string Release { get; init; } = "";

    /// <summary>What is said about a subject: read when a component asks for it. Null where nobody is signed in.</summary>
    public Func<string, Talk.TalkView?>? Talk { get; init; }

    /// <summary>How much waits for the reader: notices and tasks.</summary>
    public int Waiting { get; init; }
}
