"""forge_server.py FOLDER: acts as the APIs of GitHub (/gh), Gitea (/gt), GitLab (/gl) and of chats (/hook) do.
Writes its port to FOLDER/port, and before each answer its state to FOLDER/state. A request that finds
FOLDER/control begins anew with the members that are there. A fault is {"match": REGEX of "METHOD /path", "times": N} with what happens:
"status", "headers" and "body" of an answer, "cut" (the connection, in the answer), "late" (obeys, then cuts),
"sleep" (seconds), "endless" (a body without an end)."""
import http.server, json, os, re, sys, threading, time, urllib.parse

lock = threading.RLock()
S = {}


def reset():
    S.update(comments=[], requests=[], statuses=[], checks={}, hooks=[], faults=[], barrier=0, next_id=1000,
             login='github-actions[bot]', user_status=403, head='a' * 40, pulls=[], permissions={}, page=30)
    S['arrived'] = 0


reset()


def begin_anew():
    with lock:
        try:
            with open(sys.argv[1] + '/control') as f:
                members = json.loads(f.read().strip() or '{}')
        except FileNotFoundError:
            return
        os.remove(sys.argv[1] + '/control')
        reset()
        S.update(members)


def write(name, text):
    with open(f'{sys.argv[1]}/{name}.new', 'w') as f:
        f.write(text)
    os.rename(f'{sys.argv[1]}/{name}.new', f'{sys.argv[1]}/{name}')


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *arguments):
        pass

    def answer(self, status, value=None, headers=()):
        self.save()
        data = b'' if value is None else json.dumps(value).encode()
        self.send_response(status)
        for name, text in dict(headers).items():
            self.send_header(name, text)
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, status, message):
        self.answer(status, {'message': message})

    def save(self):
        with lock:
            write('state', json.dumps(S))

    def cut(self):
        self.save()
        self.close_connection = True
        self.send_response(200)
        self.send_header('Content-Length', '1000')
        self.end_headers()
        self.wfile.write(b'[')

    def fault(self, key):
        with lock:
            for f in S['faults']:
                if f.get('times', 1) > 0 and re.fullmatch(f['match'], key):
                    f['times'] = f.get('times', 1) - 1
                    return f

    def handle_all(self):
        url = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        begin_anew()
        self.json = json.loads(body) if body else None
        self.query = dict(urllib.parse.parse_qsl(url.query))
        with lock:
            S['requests'].append({'method': self.command, 'path': url.path, 'query': self.query, 'body': self.json,
                                  'at': time.monotonic(), 'headers': {k.lower(): v for k, v in self.headers.items()}})
        f = self.fault(f'{self.command} {url.path}') or {}
        time.sleep(f.get('sleep', 0))
        if f.get('cut'):
            return self.cut()
        if f.get('endless'):
            self.close_connection = True
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b' ' * (1 << 20))
            except OSError:
                return
        if 'status' in f:
            return self.answer(f['status'], f.get('body', {'message': 'a fault'}), f.get('headers', {}))
        if f.get('late'):
            self.answer = lambda *arguments, **named: self.cut()
        root, _, path = url.path[1:].partition('/')
        if root == 'hook':
            with lock:
                S['hooks'].append(self.json)
            return self.answer(200, 'ok')
        for method, pattern, do in ROUTES:
            match = re.fullmatch(pattern, path)
            if match and method == self.command:
                return do(self, root, *match.groups())
        self.refuse(404, 'Not Found')

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except OSError:  # the client has given up
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_all


def who(h, root):
    if root != 'gl' and S['user_status'] != 200:
        return h.refuse(S['user_status'], 'Resource not accessible by integration')
    h.answer(200, {'username' if root == 'gl' else 'login': S['login']})


def shape(root, c):
    author = {'author': {'username': c['login']}} if root == 'gl' else {'user': {'login': c['login'], 'type': 'Bot'}}
    return {'id': c['id'], 'body': c['body'], **author}


def listing(h, root, number):
    with lock:
        wait = S['arrived'] < S['barrier'] and 'page' not in h.query
        S['arrived'] += 1
    deadline = time.monotonic() + 20
    while wait and S['arrived'] < S['barrier'] and time.monotonic() < deadline:
        time.sleep(0.01)
    with lock:
        size = min(int(h.query.get('per_page', 30)), S['page'])
        page = int(h.query.get('page', 1))
        all_of = [shape(root, c) for c in sorted(S['comments'], key=lambda c: c['id'])]
    part = all_of[(page - 1) * size:page * size]
    base = S.get('next_base') or f'http://127.0.0.1:{h.server.server_port}'
    links = []
    if page * size < len(all_of):
        links = [f'<{base}/x?page={page - 1}>; rel="prev"',
                 f'<{base}{h.path.split("?")[0]}?per_page={size}&page={page + 1}>; rel="next"']
    h.answer(200, part, {'Link': ', '.join(links)} if links else {})


def create(h, root, number):
    if len(h.json['body']) > (1000000 if root == 'gl' else 65536):
        return h.refuse(422, 'Body is too long')
    with lock:
        S['next_id'] += 1
        c = {'id': S['next_id'], 'body': h.json['body'], 'login': S['login']}
        S['comments'].append(c)
    h.answer(201, shape(root, c))


def find(id):
    return next((c for c in S['comments'] if c['id'] == int(id)), None)


def update(h, root, *ids):
    with lock:
        c = find(ids[-1])
        if c and len(h.json['body']) <= (1000000 if root == 'gl' else 65536):
            c['body'] = h.json['body']
    h.answer(200, shape(root, c)) if c else h.refuse(404, 'Not Found')


def delete(h, root, *ids):
    with lock:
        c = find(ids[-1])
        if c:
            S['comments'].remove(c)
    h.answer(204) if c else h.refuse(404, 'Not Found')


def status(h, root, sha):
    name = h.json['name' if root == 'gl' else 'context']
    with lock:
        again = root == 'gl' and any(s['name'] == name and s['state'] == h.json['state'] for s in S['statuses'])
        S['statuses'].append({'sha': sha, 'name': name, 'state': h.json['state'], **h.json})
    if again:
        return h.refuse(400, 'Cannot transition status via :run from :success')
    h.answer(201, {})


def pull(h, root, number):
    h.answer(200, {'iid': int(number), 'sha': S['head']} if root == 'gl' else
             {'number': int(number), 'head': {'sha': S['head']}})


def pulls(h, root):
    h.answer(200, [p for p in S['pulls'] if p['label'] == h.query['head']])


def check(h, root, id=None):
    with lock:
        new = id is None
        if new:
            S['next_id'] += 1
            id = S['next_id']
            S['checks'][str(id)] = {**h.json, 'annotations': []}
        there = S['checks'][str(id)]
        notes = h.json['output'].get('annotations', [])
        if len(notes) > 50 or len(h.json['output']['summary']) > 65535:
            return h.refuse(422, 'Invalid request.')
        there['annotations'] += notes
    h.answer(201 if new else 200, {'id': int(id)})


def permission(h, root, user):
    if user in S['permissions']:
        return h.answer(200, {'permission': S['permissions'][user]})
    h.refuse(404, f'{user} is not a user')


REPO, MERGE = 'repos/o/r/', 'projects/7/merge_requests/'
ROUTES = [
    ('GET', 'user', who),
    ('GET', REPO + r'issues/(\d+)/comments', listing),
    ('POST', REPO + r'issues/(\d+)/comments', create),
    ('PATCH', REPO + r'issues/comments/(\d+)', update),
    ('DELETE', REPO + r'issues/comments/(\d+)', delete),
    ('POST', REPO + r'statuses/([0-9a-f]{40})', status),
    ('GET', REPO + r'pulls/(\d+)', pull),
    ('GET', REPO + 'pulls', pulls),
    ('POST', REPO + 'check-runs', check),
    ('PATCH', REPO + r'check-runs/(\d+)', check),
    ('GET', REPO + r'collaborators/([^/]+)/permission', permission),
    ('GET', MERGE + r'(\d+)', pull),
    ('GET', MERGE + r'(\d+)/notes', listing),
    ('POST', MERGE + r'(\d+)/notes', create),
    ('PUT', MERGE + r'(\d+)/notes/(\d+)', update),
    ('DELETE', MERGE + r'(\d+)/notes/(\d+)', delete),
    ('POST', r'projects/7/statuses/([0-9a-f]{40})', status),
]
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
server.daemon_threads = True
write('state', json.dumps(S))
write('port', f'{server.server_port}\n')
server.serve_forever()
