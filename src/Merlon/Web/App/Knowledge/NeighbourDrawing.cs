using System.Globalization;
using System.Text;
using Merlon.Attack;
using Merlon.Web.Site;

namespace Merlon.Web.App.Knowledge;

/// <summary>
/// A neighbourhood as SVG: the object in the middle, what is said of it on the right, what says something of it on the left, second steps outside. Every object is a link to its own graph.
/// Places follow from the order of groups and ids alone.
/// </summary>
sealed class NeighbourDrawing
{
    const int NodeWidth = 196, NodeHeight = 36, RowGap = 7, GroupGap = 26, ColumnGap = 90, Margin = 14, NameCharsMax = 27;

    readonly StringBuilder nodes = new(), edges = new();
    readonly KnowledgeHref href;
    readonly Words words;
    readonly Neighbourhood around;
    readonly Dictionary<AttackObject, (int X, int Y)> places = new(ReferenceEqualityComparer.Instance);
    int height;

    NeighbourDrawing(Neighbourhood around, KnowledgeHref href, Words words)
    {
        this.around = around;
        this.href = href;
        this.words = words;
    }

    /// <summary>Draws it.</summary>
    /// <param name="around">What is drawn.</param>
    /// <param name="href">Where pages are.</param>
    /// <param name="label">What a screen reader says of the whole.</param>
    /// <param name="words">Texts.</param>
    public static string Of(Neighbourhood around, KnowledgeHref href, string label, Words words) => new NeighbourDrawing(around, href, words).Draw(label);

    string Draw(string label)
    {
        var left = around.Groups.Where(static group => !group.IsForward).ToList();
        var right = around.Groups.Where(static group => group.IsForward).ToList();
        if (left.Count == 0 || right.Count == 0)
        {
            (left, right) = Halves([.. around.Groups]);
        }

        var hasSecond = around.Second.Count > 0;
        var columns = hasSecond ? 4 : 3;
        var width = 2 * Margin + columns * NodeWidth + (columns - 1) * ColumnGap;
        var (leftX, middleX, rightX) = (Margin, Margin + NodeWidth + ColumnGap, Margin + 2 * (NodeWidth + ColumnGap));
        height = Math.Max(Height(left), Math.Max(Height(right), hasSecond ? around.Second.Count * (NodeHeight + RowGap) + GroupGap : 0)) + 2 * Margin;
        height = Math.Max(height, 3 * NodeHeight);
        var middleY = (height - NodeHeight) / 2;
        places[around.Object] = (middleX, middleY);
        Column(left, leftX, isLeft: true);
        Column(right, rightX, isLeft: false);
        if (hasSecond)
        {
            Second(Margin + 3 * (NodeWidth + ColumnGap));
        }

        Node(around.Object, middleX, middleY, "here", "", href.Of(around.Object));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"{SiteHtml.Escape(label)}\">{edges}{nodes}</svg>");
    }

    static (List<NeighbourGroup> Left, List<NeighbourGroup> Right) Halves(List<NeighbourGroup> groups)
    {
        List<NeighbourGroup> left = [], right = [];
        foreach (var group in groups.OrderByDescending(static group => group.ShownCount).ThenBy(static group => group.Type, StringComparer.Ordinal).ThenBy(static group => group.Kind, StringComparer.Ordinal))
        {
            (left.Sum(static one => one.ShownCount) < right.Sum(static one => one.ShownCount) ? left : right).Add(group);
        }

        return (left, right);
    }

    static int Height(List<NeighbourGroup> groups) => groups.Sum(static group => GroupGap + group.ShownCount * (NodeHeight + RowGap));

    void Column(List<NeighbourGroup> groups, int x, bool isLeft)
    {
        var y = (height - Height(groups)) / 2;
        var (middleX, middleY) = places[around.Object];
        foreach (var group in groups)
        {
            var more = group.Steps.Count > group.ShownCount ? " · " + words["knowledge.graph.of-all", group.ShownCount, group.Steps.Count] : "";
            nodes.Append(CultureInfo.InvariantCulture, $"<text class=\"group\" x=\"{x}\" y=\"{y + GroupGap - 8}\">{SiteHtml.Escape($"{words.Said(group.Says)}: {words.Said(group.Kind.Replace('-', ' '))}{more}")}</text>");
            y += GroupGap;
            foreach (var step in group.Shown)
            {
                if (isLeft)
                {
                    Edge(x + NodeWidth, y + NodeHeight / 2, middleX, middleY + NodeHeight / 2);
                }
                else
                {
                    Edge(middleX + NodeWidth, middleY + NodeHeight / 2, x, y + NodeHeight / 2);
                }

                places.TryAdd(step.To, (x, y));
                Node(step.To, x, y, "", words.Said(group.Says), href.GraphOf(step.To));
                y += NodeHeight + RowGap;
            }
        }
    }

    void Second(int x)
    {
        var y = (height - around.Second.Count * (NodeHeight + RowGap)) / 2;
        foreach (var shared in around.Second)
        {
            foreach (var step in shared.Steps)
            {
                if (places.TryGetValue(step.From, out var from))
                {
                    Edge(from.X + NodeWidth, from.Y + NodeHeight / 2, x, y + NodeHeight / 2, "edge far");
                }
            }

            Node(shared.Object, x, y, "far", string.Join(", ", shared.Steps.Select(static step => step.From.ToString())), href.GraphOf(shared.Object));
            y += NodeHeight + RowGap;
        }
    }

    void Edge(int fromX, int fromY, int toX, int toY, string kind = "edge")
    {
        var bend = Math.Max(30, (toX - fromX) / 2);
        edges.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" d=\"M{fromX} {fromY}C{fromX + bend} {fromY} {toX - bend} {toY} {toX} {toY}\"/>");
    }

    void Node(AttackObject found, int x, int y, string style, string why, string address)
    {
        var kind = $"{found.Id} · {words.Said(ObjectKind.InWords(ObjectKind.NameOf(found)))}";
        var name = Shortened(found.Name);

        // What is said aloud begins with what is seen, so that "click S0002" works; why it is here follows.
        var title = SiteHtml.Escape(why.Length == 0 ? $"{kind} {found.Name}" : $"{kind} {found.Name}: {why}");
        nodes.Append(CultureInfo.InvariantCulture, $"<a href=\"{SiteHtml.Escape(address)}\" aria-label=\"{title}\" data-x=\"{x}\" data-y=\"{y}\"><title>{title}</title><g class=\"node {style}\">")
            .Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y}\" width=\"{NodeWidth}\" height=\"{NodeHeight}\" rx=\"7\"/>")
            .Append(CultureInfo.InvariantCulture, $"<text class=\"kind\" x=\"{x + 9}\" y=\"{y + 14}\">{SiteHtml.Escape(kind)} </text>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 9}\" y=\"{y + 29}\">{SiteHtml.Escape(name)}</text></g></a>");
    }

    /// <summary>A name that fits its box, cut after a whole word where there is one: half a word is neither read nor spoken.</summary>
    static string Shortened(string name)
    {
        if (name.Length <= NameCharsMax)
        {
            return name;
        }

        var end = name.LastIndexOf(' ', NameCharsMax - 1);
        end = end > NameCharsMax / 3 ? end : char.IsHighSurrogate(name[NameCharsMax - 2]) ? NameCharsMax - 2 : NameCharsMax - 1;
        return string.Concat(name.AsSpan(0, end), "…");
    }
}
