using System.Diagnostics;

namespace Merlon.Attack;

/// <summary>The files of the folder <c>Facts</c>, which the assembly carries.</summary>
static class EmbeddedFacts
{
    /// <summary>Opens a fact file by its name; that it is there is part of the build.</summary>
    public static Stream Open(string name)
        => typeof(EmbeddedFacts).Assembly.GetManifestResourceStream($"Merlon.Facts.{name}")
            ?? throw new UnreachableException($"the assembly carries no Facts/{name}");
}
