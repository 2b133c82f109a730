namespace Merlon.Layers;

/// <summary>What Navigator makes of an ATT&amp;CK version in a layer.</summary>
public static class LayerVersion
{
    /// <summary>The first digits: 18 of <c>18.1</c>, of <c>v18</c> and of <c>18-dev</c>; empty when there are none.</summary>
    public static string MajorOf(string version)
    {
        var start = version.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0)
        {
            return "";
        }

        var digits = version.AsSpan(start);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return (end < 0 ? digits : digits[..end]).ToString();
    }
}
