using System.Globalization;

namespace Merlon.Authoring;

/// <summary>Which part of an object's version a change raises.</summary>
public enum VersionStep
{
    /// <summary>1.3 becomes 1.4.</summary>
    Minor,

    /// <summary>1.3 becomes 2.0.</summary>
    Major,
}

/// <summary>Versions of objects: two numbers and a point.</summary>
static class OwnVersion
{
    public const string First = "1.0";
    const int PartMax = 99;

    public static bool TryParse(string text, out int major, out int minor)
    {
        minor = 0;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return int.TryParse(point < 0 ? text : text.AsSpan(0, point), NumberStyles.None, CultureInfo.InvariantCulture, out major)
            && point >= 0 && int.TryParse(text.AsSpan(point + 1), NumberStyles.None, CultureInfo.InvariantCulture, out minor);
    }

    /// <summary>The next version; what is none counts as 0.0, and a minor number past 99 begins a new major one.</summary>
    public static string Next(string version, VersionStep step)
    {
        if (!TryParse(version, out var major, out var minor))
        {
            (major, minor) = (0, 0);
        }

        return step == VersionStep.Major || minor >= PartMax
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Min(major, int.MaxValue - 1) + 1}.0")
            : string.Create(CultureInfo.InvariantCulture, $"{major}.{minor + 1}");
    }

    /// <summary>The higher of two; what is no version is the lowest.</summary>
    public static string Higher(string left, string right)
    {
        var isLeft = TryParse(left, out var leftMajor, out var leftMinor);
        var isRight = TryParse(right, out var rightMajor, out var rightMinor);
        return isLeft && (!isRight || (leftMajor, leftMinor).CompareTo((rightMajor, rightMinor)) >= 0) ? left : isRight ? right : left;
    }
}
