/* Clones that lack something. */
#include "test_repo.h"

#define FETCH_DEPTH                                                                                \
	"\n  in GitHub Actions:  actions/checkout with fetch-depth: 0"                             \
	"\n  in GitLab CI:       variables: { GIT_DEPTH: 0 }"                                      \
	"\n  here:               git fetch --unshallow"

/* main and topic, each cut off after its newest commit. */
static void shallow_clone(void **state)
{
	struct place *p = *state;
	struct words parents;
	const char *commit, *data, *one;
	size_t n;

	make_work(p);
	one = sh(p, "git -C work rev-parse v1^0");
	sh(p, "git clone -q --depth 1 --no-single-branch --no-tags file://$PWD/work s");
	open_well(p, "s");
	assert_true(repo_facts(p->repo)->shallow);
	assert_reads(p, "HEAD", "baselines/parser/x.json", "two\n");
	assert_resolves(p, "nope", NULL);
	assert_resolves(p, "v1", NULL);
	assert_int_equal(repo_resolve(&commit, p->repo, "HEAD^1", &p->err), -1);
	assert_text(p->err.text, "this clone is shallow and lacks 'HEAD^1'" FETCH_DEPTH);
	assert_int_equal(repo_resolve(&commit, p->repo, one, &p->err), -1);
	assert_contains(p->err.text, FETCH_DEPTH);
	repo_no_revision(p->repo, "v1", &p->err);
	assert_text(p->err.text, "this clone is shallow and lacks 'v1'" FETCH_DEPTH);
	assert_int_equal(repo_merge_base(&commit, p->repo, "HEAD", "origin/topic", &p->err), -1);
	assert_contains(p->err.text, "this clone is shallow and lacks the merge base of ");
	assert_contains(p->err.text, FETCH_DEPTH);
	assert_ok(repo_parents(&parents, p->repo, "HEAD", &p->err), &p->err);
	assert_text(parents.v[0], one);
	assert_int_equal(repo_read(&data, &n, p->repo, one, "a.txt", &p->err), -1);
	assert_contains(p->err.text, FETCH_DEPTH);
	assert_int_equal(repo_merge_base(&commit, p->repo, "HEAD", one, &p->err), -1);
	assert_contains(p->err.text, FETCH_DEPTH);
	assert_int_equal(repo_last_tag(&commit, p->repo, "HEAD", &p->err), -1);
	assert_contains(p->err.text, "shallow");
}

/* The clone of a pull request's merge commit with fetch-depth 2. */
static void shallow_merge_base(void **state)
{
	struct place *p = *state;
	const char *commit;

	make_work(p);
	sh(p,
		"cd work; git checkout -q main; git merge -qm pull topic; git branch pull; cd ..;"
		"git clone -q --depth 2 -b pull file://$PWD/work s");
	open_well(p, "s");
	assert_int_equal(repo_merge_base(&commit, p->repo, "HEAD", "HEAD^1", &p->err), 0);
	assert_text(commit, sh(p, "git -C work rev-parse main^1"));
}

static void make_partial(struct place *p)
{
	make_work(p);
	sh(p,
		"git -C work config uploadpack.allowFilter true; git -C work config "
		"uploadpack.allowAnySHA1InWant true;"
		"git clone -q --filter=blob:none --no-checkout file://$PWD/work part");
}

static void partial_clone(void **state)
{
	struct place *p = *state;
	const char *data;
	size_t n;

	make_partial(p);
	open_well(p, "part");
	assert_reads(p, "HEAD", "baselines/parser/x.json", "two\n");
	assert_reads(p, "HEAD", "baselines/parser/nope", NULL);
	sh(p, "mv work away");
	assert_int_equal(repo_read(&data, &n, p->repo, "HEAD", "a.txt", &p->err), -1);
	assert_contains(p->err.text, "this partial clone lacks a.txt, and it cannot be fetched");
	assert_reads(p, "HEAD", "baselines/parser/x.json", "two\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(shallow_clone),
		TEST(shallow_merge_base),
		TEST(partial_clone),
	};

	return cmocka_run_group_tests_name("repo_clone", tests, NULL, template_remove);
}
