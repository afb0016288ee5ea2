using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.TestSupport;
using Kpu.Outreach.Validation;

namespace Kpu.Outreach.Tests.Documents;

public sealed class WorkspaceScaffoldTests
{
    [Theory]
    [InlineData("00")]
    [InlineData("35.72")]
    [InlineData("11")]
    public async Task A_new_workspace_has_no_problem_and_something_due_at_once(string code)
    {
        using var folder = TempWorkspace.Empty();
        var root = folder.PathOf("baru");
        var result = await WorkspaceScaffold.CreateAsync(root, OfficeCode.Parse(code));
        Assert.Empty(result.Problems);
        var reading = await WorkspaceReader.ReadAsync(root);
        var report = CampaignValidator.Validate(reading.Model, reading.Places, new ValidationContext { Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), Found = reading.Problems });
        Assert.Empty(report.Problems);
        var campaign = Assert.Single(report.Campaigns).Campaign;
        Assert.Null(campaign.Period);
        Assert.Null(Assert.Single(campaign.Activities).When);
        Assert.Equal(new ChannelKey("static-site"), Assert.Single(reading.Model.Accounts).Channel);
    }

    [Fact]
    public async Task Nothing_is_overwritten()
    {
        using var folder = TempWorkspace.Empty();
        folder.Write("facts.json", "mine");
        var result = await WorkspaceScaffold.CreateAsync(folder.Root);
        Assert.Equal("scaffold-exists", Assert.Single(result.Problems).Code);
        Assert.Empty(result.Files);
        Assert.Equal(["facts.json"], Directory.EnumerateFileSystemEntries(folder.Root).Select(Path.GetFileName));
        Assert.Equal("mine", File.ReadAllText(folder.PathOf("facts.json")));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_a_problem()
    {
        using var folder = TempWorkspace.Empty();
        folder.Write("file", "");
        var result = await WorkspaceScaffold.CreateAsync(folder.PathOf("file"));
        Assert.Equal("file-unwritable", Assert.Single(result.Problems).Code);
    }

    [Fact]
    public async Task An_office_that_does_not_exist_is_the_callers_mistake() =>
        await Assert.ThrowsAsync<ArgumentException>(() => WorkspaceScaffold.CreateAsync("x", OfficeCode.Parse("99.99")));
}
